"""Texts as hypothesis makes them: craft words, other scripts, marks, and whatever Unicode holds."""

from hypothesis import strategies as st

from mvs_classifier.text.words import craft_words

_PIECES = st.one_of(
    st.sampled_from(craft_words()),
    st.sampled_from(
        ["拜访客户", "負責品牌推廣", "ＳＥＯ", "3.5年", "①", "；", "，", " ", "\n", "\u200b", "a1b2", "50%"]
    ),
    st.text(max_size=5),
    st.characters(),
)
texts = st.lists(_PIECES, max_size=12).map("".join)
"""Any string, also one with lone surrogates."""
