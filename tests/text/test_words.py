import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from mvs_classifier.errors import MvsError
from mvs_classifier.text import words
from mvs_classifier.text.normalize import normalize
from tests.strategies import texts

Segmenter = Callable[[str], list[str]]

rjieba = pytest.importorskip("rjieba", reason="rjieba is not installed: nothing to hold jieba against")
by_rjieba = words.rjieba_segmenter(words.craft_words())


@pytest.fixture(scope="module")
def by_jieba() -> Segmenter:
    return words.jieba_segmenter(words.craft_words())


def test_both_segmenters_give_the_same_words_for_training_texts(training_texts: list[str], by_jieba: Segmenter) -> None:
    for text in map(normalize, training_texts):
        assert by_rjieba(text) == by_jieba(text)


@given(texts)
def test_both_segmenters_give_the_same_words_for_any_text(by_jieba: Segmenter, text: str) -> None:
    text = normalize(text)
    assert by_rjieba(text) == by_jieba(text)


@given(texts)
def test_words_give_the_text_back(text: str) -> None:
    text = normalize(text)
    assert "".join(by_rjieba(text)) == text


@pytest.mark.parametrize("word", words.craft_words())
def test_craft_words_are_normalised_and_stay_whole(word: str) -> None:
    assert normalize(word) == word
    assert "/" in word or by_rjieba(word) == [word]


def test_what_others_do_to_jieba_changes_no_word_here(by_jieba: Segmenter) -> None:
    import jieba as shared

    before = by_jieba("拜访客户并签约")
    shared.add_word("访客户并签")
    rjieba.add_word("访客户并签", 10**9, None)
    assert by_jieba("拜访客户并签约") == by_rjieba("拜访客户并签约") == before


def test_jieba_is_used_quietly_and_without_its_cache_file(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['rjieba'] = None\n"
        "from mvs_classifier.text.words import segmenter\n"
        "print(segmenter(['陌拜'])('陌拜客户'))\n"
        "import jieba, logging; assert not jieba.dt.initialized"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", code],
        env={"TMPDIR": str(tmp_path), "PATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert run.stdout == "['陌拜', '客户']\n"
    assert run.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_without_any_segmenter_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("rjieba", "jieba"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MvsError, match="pip install jieba"):
        words.segmenter(["只此一词"])
