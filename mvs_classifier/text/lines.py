"""A job description becomes its lines: one duty, requirement, heading or remark each.

It works on the text as given, before normalisation, because NFKC would turn ①② into 12.
"""

import re

from mvs_classifier.text.headings import KNOWN

_LINE_END = r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_SENTENCE_END = re.compile(r"[。；;！!？?](?![。；;！!？?）)」』”’])")

_BRACKETED = re.compile(r"【[^【】]{1,24}】[:：]?")

# most characters begin no mark, and fail at the first group at once: half the time
_NUMBER = re.compile(r"(?=[（(\d０-９])[（(]?(?<![\d０-９])([\d０-９]{1,2})\s?(?:[、.．]|[)）][、.．]?)(?=\s*\S)")
_DIGIT_NEXT = re.compile(r"\s*[\d０-９]")
_CIRCLED = r"[\u2460-\u249b\u24eb-\u24ff\u2776-\u2793][、.．]?"
_NUMERAL = "(?:十[一二三四五六七八九]?|[二三四五六七八九]十|[一二三四五六七八九])"  # not 五一, the holiday
_CHINESE = re.compile(
    rf"(?=[（(一二三四五六七八九十])(?:(?<=[\s。；;！!？?：:】）)])|^)(?:[（(]{_NUMERAL}[）)]|{_NUMERAL}[、.．])[、.．]?"
)
_BULLET = r"[•●○■□◆◇▪▫◼★☆※►▶➢➤✓✔√❖\ue000-\uf8ff]"
_MARK = re.compile(f"{_LINE_END}|{_CIRCLED}|{_BULLET}")
_LEADING = re.compile(
    r"[\s·\-–—*~～、:：;；,，。]+(?=\D)|[.．]+(?=\s)|[lLn]\s+(?=[\u4e00-\u9fff])|[a-zA-Z][.．、)）](?=\s*[\u4e00-\u9fff])"
)
_BLANKS = re.compile(r"\s*")
_NUMERIC_ENTITY = r"&#0*([0-9]{1,8})[0-9]*;?"
_BEFORE_ITEM = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029 。；;！!？?：:，,、）)】]”\t\u3000\xa0"


def split_lines(text: str) -> list[str]:
    """Split a job description into its lines.

    Splits at line ends, HTML breaks and list marks (「1、」 「（2）」 「①」 「一、」 「•」), and after headings and
    sentences, even if everything is on one physical line. List marks and tags are dropped; numbers that are not marks
    (「3.5年以上」 「2-3个」) stay.

    Args:
        text: the description as given, not normalised.

    Returns:
        The non-empty lines in order, including headings, each stripped of its list mark and outer blanks.

    >>> split_lines("岗位职责：1、策划线上活动；2、撰写推文，3.5年以上经验")
    ['岗位职责：', '策划线上活动；', '撰写推文，3.5年以上经验']
    """
    return [line for line in map(_without_mark, _pieces(_without_markup(text))) if line]


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _TAG.sub("", _BREAKING_TAG.sub("\n", text))
    if "&" in text:
        from html import unescape

        text = unescape(re.sub(_NUMERIC_ENTITY, r"&#\1;", text))  # 8 digits are beyond Unicode, 5,000 beyond int()
    return text


def _pieces(text: str) -> list[str]:
    """Cut a text at its line ends, list marks, headings and sentence ends; marks are cut out."""
    spans = _numbers(text)
    for mark in (_MARK, _CHINESE):
        spans += [match.span() for match in mark.finditer(text)]
    spans += [(match.end(), match.end()) for match in _SENTENCE_END.finditer(text)]
    for heading in (KNOWN, _BRACKETED):
        for match in heading.finditer(text):
            spans += [(match.start(), match.start()), (match.end(), match.end())]
    pieces, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            pieces.append(text[done:start])
            done = end
    return [*pieces, text[done:]]


def _numbers(text: str) -> list[tuple[int, int]]:
    """The spans of list numbers: at a boundary, or going on from the number before."""
    spans, last = [], 0
    for match in _NUMBER.finditer(text):
        number, start, end = int(match[1]), match.start(), match.end()
        at_boundary = start == 0 or text[start - 1] in _BEFORE_ITEM
        follows = number == last + 1
        decimal = _DIGIT_NEXT.match(text, end) is not None
        if decimal:
            is_mark = at_boundary and follows and text[start - 1 : start] not in {"，", ",", "、"}
        else:
            is_mark = at_boundary or (follows and last > 0)
        if is_mark:
            spans.append((start, end))
            last = number
    return spans


def _without_mark(piece: str) -> str:
    piece = piece.strip()
    if not piece:
        return ""
    start = 0
    while mark := _LEADING.match(piece, start):
        start = _blanks_end(piece, mark.end())
    line = piece[start:]
    return line if any(map(str.isalnum, line)) else ""


def _blanks_end(text: str, start: int) -> int:
    blanks = _BLANKS.match(text, start)
    return blanks.end() if blanks else start
