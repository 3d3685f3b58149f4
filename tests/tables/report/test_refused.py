"""What cannot be reported on is refused before the work."""

import sys
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier import Classifier, ColumnError, MissingExtraError, OutputError, UsageError
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.report.place import GENERATOR


def test_the_report_never_replaces_a_table_or_another_file(report: Any, tmp_path: Path) -> None:
    for name in ("in.csv", "out.csv"):
        with pytest.raises(OutputError, match="is read or written as a table; give the report another name"):
            report(html=tmp_path / name)
    (tmp_path / "mine.html").write_text("<html>", encoding="utf-8")
    with pytest.raises(OutputError, match="already exists and is not a report"):
        report(html=tmp_path / "mine.html")
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "<html>"
    assert not (tmp_path / "out.csv").exists()


def test_a_report_is_replaced(report: Any, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(f"<html>{GENERATOR}", encoding="utf-8")
    assert report().all("h2")


def test_a_link_to_the_output_is_the_output(report: Any, tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "out.csv")
    with pytest.raises(OutputError, match="is read or written as a table"):
        report(html=tmp_path / "link.html")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"by": ("城市",)}, "--by needs --html"),
        ({"html": 7}, "html must be the path of a file"),
        ({"html": ""}, "html must be the path of a file"),
        ({"html": "a.html", "by": (1,)}, "by must be names or numbers"),
    ],
)
def test_options_are_checked(how: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Options(**how).validated()


def test_one_name_is_one_name() -> None:
    assert Options(html="a.html", by="城市").validated().by == ("城市",)  # type: ignore[arg-type]


def test_a_column_that_is_not_there_is_an_error_before_the_work(report: Any, tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="there is no column '城镇'"):
        report(by=("城镇",))
    assert not (tmp_path / "out.csv").exists()


def test_standard_output_cannot_be_reported_on(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("任务\n拜访\n", encoding="utf-8")
    with pytest.raises(UsageError, match="name that file with -o"):
        label_file(classifier, tmp_path / "in.csv", "-", Options(html=tmp_path / "r.html"))


def test_without_jinja_it_says_what_to_install(report: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for name in ("tables.report.page", "tables.templates"):
        monkeypatch.delitem(sys.modules, f"mvs_classifier.{name}", raising=False)
    with pytest.raises(MissingExtraError, match=r"mvs-classifier\[report\]"):
        report()
    assert not (tmp_path / "out.csv").exists()
