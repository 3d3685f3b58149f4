"""UTF-16 without its byte order mark, recognised by what it says."""

import re

WIDE = ("utf-16-le", "utf-16-be")
_LOOKED_AT = 1 << 16
_NEARLY_ALL = 0.98
_ORDINARY = re.compile(r"[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")  # what Chinese tables consist of


def wide_encoding(start: bytes) -> str | None:
    """Return the byte order in which the start of a file is an ordinary text of several lines or cells, or None."""
    even = start[: min(len(start), _LOOKED_AT) // 2 * 2]
    for encoding in WIDE:
        text = even.decode(encoding, "replace")
        is_ordinary = len(_ORDINARY.findall(text)) >= _NEARLY_ALL * len(text)
        if is_ordinary and any(mark in text for mark in "\n,\t"):
            return encoding
    return None
