from typing import Any

import pytest

from mvs_classifier import UsageError
from mvs_classifier.formats.options import SourceOptions


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"delimiter": "ab"}, "the delimiter must be one character, other than a quote or a line end, not 'ab'"),
        ({"delimiter": ""}, "the delimiter must be one character"),
        ({"delimiter": '"'}, "the delimiter must be one character"),
        ({"delimiter": "\r"}, "the delimiter must be one character"),
        ({"errors": "ignore"}, "errors must be one of strict, replace, not 'ignore'"),
        ({"header_row": 0}, "the header row must be a number from 1, not 0"),
        ({"header_row": True}, "the header row must be a number from 1, not True"),
        ({"header_row": "3"}, "the header row must be a number from 1, not '3'"),
        ({"header_row": 3, "header": False}, "a table without a header has no header row"),
    ],
)
def test_what_an_option_cannot_be_is_said(options: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        SourceOptions(**options).validated()


@pytest.mark.parametrize("name", ["tab", "\\t", "\t"])
def test_a_tab_has_names(name: str) -> None:
    assert SourceOptions(delimiter=name).validated().delimiter == "\t"
