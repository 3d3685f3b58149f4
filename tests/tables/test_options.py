"""Options and requests are checked where they are used: library, command, batches and Spark say the same."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from mvs_classifier import Classifier, MvsError, UsageError, spark
from mvs_classifier.tables.arrow import label_batches
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options, Request, most_workers, validated
from tests.conftest import Command

if TYPE_CHECKING:
    from collections.abc import Callable

REQUESTS: list[tuple[dict[str, Any], list[str], str]] = [
    ({"min_confidence": 2.0}, ["--min-confidence", "2"], "min_confidence must be from 0 to 1, not 2.0"),
    ({"min_confidence": -0.1}, ["--min-confidence", "-0.1"], "min_confidence must be from 0 to 1, not -0.1"),
    (
        {"min_confidence": float("nan")},
        ["--min-confidence", "nan"],
        "min_confidence must be from 0 to 1, not nan",
    ),
    ({"language": "fr"}, ["--lang", "fr"], "the language must be en or zh, not 'fr'"),
    ({"language": ""}, ["--lang", ""], "the language must be en or zh, not ''"),
    (
        {"titles": True},
        ["--title-column", "text"],
        (
            "--title-column needs --job: a title is compared with the duties of a whole job; "
            "in Python, title_column needs job=True"
        ),
    ),
]
"""Requests that are refused: as the library has them, as the command has them, and what is said."""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("text\n拜访客户\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("request_", "arguments", "told"), REQUESTS)
@pytest.mark.parametrize("entry", ["file", "command", "batches", "spark"])
def test_all_entries_refuse_the_same_in_the_same_words(  # noqa: PLR0913, PLR0917
    entry: str,
    request_: dict[str, Any],
    arguments: list[str],
    told: str,
    classifier: Classifier,
    table: Path,
    command: Command,
) -> None:
    out = table.with_name("out.csv")
    if entry == "command":
        assert command("label", table, "-o", out, *arguments)[::2] == (2, f"mvs-classifier: {told}\n")
    else:
        title = "text" if request_.get("titles") else None
        request = Request(**request_)
        enter: dict[str, Callable[[], object]] = {
            "file": lambda: label_file(classifier, table, out, Options(request=request, title_column=title)),
            "batches": lambda: label_batches([], "text", request=request, title_column=title, classifier=classifier),
            "spark": lambda: spark.label(None, "text", request=request, title_column=title),
        }
        with pytest.raises(UsageError) as error:
            enter[entry]()
        assert str(error.value) == told
    assert not out.exists()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"delimiter": '"'}, "the delimiter must be one character"),
    ({"delimiter": "ab"}, "the delimiter must be one character"),
    ({"delimiter": ""}, "the delimiter must be one character"),
    ({"delimiter": "\n"}, "the delimiter must be one character"),
    ({"delimiter": "\r"}, "the delimiter must be one character"),
    ({"delimiter": 5}, "delimiter must be a text, not 5 (int)"),
    ({"workers": -1}, "the number of workers must be at least 1, not -1"),
    ({"workers": 0}, "the number of workers must be at least 1, not 0"),
    ({"workers": 10**9}, f"the number of workers must be at most {most_workers()} here, not 1000000000"),
    ({"workers": "2"}, "the number of workers must be a whole number, not '2'"),
    ({"workers": 1.5}, "the number of workers must be a whole number, not 1.5"),
    ({"workers": True}, "the number of workers must be a whole number, not True"),
    ({"format": "foo"}, "there is no format 'foo'; name one of csv, tsv"),
    ({"output_format": "foo"}, "there is no format 'foo'; name one of csv, tsv, xlsx"),
    ({"format": ["csv"]}, "format must be a text, not ['csv'] (list)"),
    ({"columns": 1}, "columns must be names or numbers of columns as texts"),
    ({"columns": (1,)}, "columns must be names or numbers of columns as texts"),
    ({"columns": ("text", None)}, "columns must be names or numbers of columns as texts"),
    ({"title_column": 2}, "title_column must be a text, not 2 (int)"),
    ({"encoding": 8}, "encoding must be a text, not 8 (int)"),
    ({"sheet": 1}, "sheet must be a text, not 1 (int)"),
    ({"header": None}, "header must be True or False, not None"),
    ({"force": "yes"}, "force must be True or False, not 'yes'"),
    ({"resume": 1}, "resume must be True or False, not 1"),
    ({"request": "job"}, "the request must be a Request, not 'job' (str)"),
    ({"request": Request(job="yes")}, "job must be True or False, not 'yes'"),  # type: ignore[arg-type]
    ({"request": Request(language=["zh"])}, "the language must be en or zh, not ['zh']"),  # type: ignore[arg-type]
    ({"request": Request(min_confidence="0.5")}, "min_confidence must be from 0 to 1"),  # type: ignore[arg-type]
    ({"request": Request(min_confidence=True)}, "min_confidence must be from 0 to 1"),
    ({"request": Request(min_confidence=None)}, "min_confidence must be from 0 to 1"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("options", "told"), WRONG)
def test_a_wrong_option_is_a_mistake_of_use_that_says_what_is_allowed(
    options: dict[str, Any], told: str, classifier: Classifier, table: Path
) -> None:
    with pytest.raises(UsageError) as error:
        label_file(classifier, table, table.with_name("out.csv"), Options(**options))
    assert told in str(error.value)
    assert {path.name for path in table.parent.iterdir()} == {"in.csv"}


@pytest.mark.parametrize(
    ("option", "value"), [("-d", '"'), ("-d", "ab"), ("-d", ""), ("-d", "\n"), ("--format", "foo")]
)
def test_the_command_says_of_an_option_what_the_library_says(
    option: str, value: str, classifier: Classifier, table: Path, command: Command
) -> None:
    out = table.with_name("out.csv")
    options = {"-d": Options(delimiter=value), "--format": Options(format=value)}[option]
    with pytest.raises(UsageError) as error:
        label_file(classifier, table, out, options)
    assert command("label", table, "-o", out, option, value)[::2] == (2, f"mvs-classifier: {error.value}\n")


@pytest.mark.parametrize("options", ["csv", {"force": True}, 5])
def test_something_else_than_options_is_refused(options: Any, classifier: Classifier, table: Path) -> None:
    with pytest.raises(UsageError, match="the options must be Options, not "):
        label_file(classifier, table, table.with_name("out.csv"), options)


@pytest.mark.parametrize("columns", ["text", ["text"], iter(["text"]), ("text",), (), None])
def test_one_name_is_one_name_and_any_iterable_is_names(columns: Any, classifier: Classifier, table: Path) -> None:
    out = table.with_name("out.csv")
    assert label_file(classifier, table, out, Options(columns=columns)).columns == ["text"]


@pytest.mark.parametrize("delimiter", ["tab", r"\t", "\t"])
def test_a_tab_has_three_names(delimiter: str) -> None:
    assert validated(Options(delimiter=delimiter)).delimiter == "\t"


def test_numbers_of_numpy_are_numbers() -> None:
    how = validated(Options(workers=np.int64(2), request=Request(min_confidence=np.float32(0.5))))  # type: ignore[arg-type]
    assert (how.workers, type(how.workers), how.request.min_confidence) == (2, int, 0.5)


@pytest.mark.parametrize("entry", ["batches", "spark"])
@pytest.mark.parametrize(
    ("names", "told"), [((5, None), "column must be a text"), (("a", 5), "title_column must be a")]
)
def test_names_of_columns_of_batches_are_texts(entry: str, names: tuple[Any, Any], told: str) -> None:
    column, title = names
    label: Any = label_batches if entry == "batches" else spark.label
    with pytest.raises(UsageError, match=told):
        label([], column, title_column=title, request=Request(job=True))


def test_what_is_refused_is_an_error_of_ours(classifier: Classifier) -> None:
    batch = pa.RecordBatch.from_pydict({"text": ["拜访"]})
    with pytest.raises(MvsError):
        label_batches([batch], "text", request=Request(language="fr"), classifier=classifier)
