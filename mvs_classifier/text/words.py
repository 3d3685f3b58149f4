"""The words of a text: by rjieba if it is installed, otherwise by jieba; the words are the same.

Both run without the hidden Markov model and with a dictionary of their own, so that other code in this process cannot
change the words here, and this code cannot change theirs.
"""

import os
import threading
import warnings
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib.util import find_spec

from mvs_classifier.errors import MvsError
from mvs_classifier.i18n import _

_FREQUENCY = 20_000
_SEGMENTERS = 4  # with their dictionaries; models with the same added words share one
_LOCK = threading.Lock()

Segment = Callable[[str], list[str]]


@cache
def craft_words() -> tuple[str, ...]:
    """Return the words of the two crafts that the segmenters' general dictionary lacks or splits."""
    with open(os.path.join(os.path.dirname(__file__), "craft_words.txt"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def segmenter(added: Iterable[str]) -> Segment:
    """Return a function that splits a normalised text into words, whose concatenation is the text.

    Args:
        added: words to know in addition to the general dictionary, normalised.

    Raises:
        MvsError: neither rjieba nor jieba is installed.
    """
    with _LOCK:
        return _cached_segmenter(tuple(added))


@lru_cache(maxsize=_SEGMENTERS)
def _cached_segmenter(added: tuple[str, ...]) -> Segment:
    for make in (rjieba_segmenter, jieba_segmenter):
        try:
            return make(added)
        except ImportError:
            continue
    raise MvsError(_("no segmenter is installed: wanted rjieba or jieba; run `pip install jieba`"))


def segmenter_name() -> str:
    """Return the name of the package that segments here: ``rjieba`` or ``jieba``."""
    return "rjieba" if find_spec("rjieba") else "jieba"


def rjieba_segmenter(added: Iterable[str]) -> Segment:
    """Return a segmenter by rjieba, in an instance of our own.

    Raises:
        ImportError: rjieba is not installed.
    """
    from rjieba import Jieba

    jieba = Jieba()
    for word in added:
        jieba.add_word(word, _FREQUENCY, None)
    return lambda text: jieba.cut(text, hmm=False)


def jieba_segmenter(added: Iterable[str]) -> Segment:
    """Return a segmenter by jieba, in an instance of our own that reads and writes no cache file.

    Raises:
        ImportError: jieba is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jieba import Tokenizer

    tokenizer = Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in added:
        tokenizer.add_word(word, _FREQUENCY)
    return lambda text: list(tokenizer.cut(text, HMM=False))
