"""The words of the page in its languages."""

from collections.abc import Mapping

from mvs_classifier.page.words_en import ENGLISH
from mvs_classifier.page.words_zh import CHINESE

WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}
"""The texts by language and name."""
