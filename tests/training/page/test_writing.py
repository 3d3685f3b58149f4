"""A report is written of any file, with the same bytes each time."""

import subprocess
import sys
from pathlib import Path

import pytest

from mvs_classifier.errors import MissingExtraError, OutputError, UsageError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.training.measure.evaluate import Evaluation, evaluate
from mvs_classifier.training.page import write_report
from tests.html_reader import Page
from tests.training.page.reports import report, written

PLAIN = [("拜访客户", "sales"), ("策划活动", "marketing"), ("催收货款", "both"), ("五险一金", "neither")]


def test_the_plots_of_many_texts_are_small_too(
    tmp_path: Path, classifier: Classifier, measured_many: Evaluation
) -> None:
    many = measured_many._replace(judged=[*measured_many.judged] * 10, texts=6_000)
    write_report(tmp_path / "report.html", classifier, many)
    assert (tmp_path / "report.html").stat().st_size < 500_000


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(PLAIN, id="four", marks=pytest.mark.slow),
        pytest.param(PLAIN[:1], id="one", marks=pytest.mark.slow),
        pytest.param(PLAIN[:2], id="no error"),
        pytest.param(PLAIN[2:3], id="one error"),
        pytest.param([("ξ", "sales")], id="nothing known"),
        pytest.param([("拜访客户", "sales"), ("催收货款", "sales")], id="one label", marks=pytest.mark.slow),
    ],
)
def test_the_smallest_files_give_a_report(rows: list[tuple[str, str]], tmp_path: Path, classifier: Classifier) -> None:
    page = Page(report(tmp_path, classifier, rows))
    mistakes = evaluate(classifier, tmp_path / "<in>.csv").mistakes
    assert ("No verdict is wrong." in page.text) == (not mistakes)
    assert len(page.all("svg")) == 3
    assert "These are few texts" in page.text


def test_several_files_are_named_with_each_line(tmp_path: Path, classifier: Classifier) -> None:
    files = [written(tmp_path / "a.csv", PLAIN), written(tmp_path / "b.csv", [("催收货款。", "both")])]
    write_report(tmp_path / "report.html", classifier, evaluate(classifier, *files))
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert [row[0] for row in page.table(1)] == ["File and line", "a.csv:4", "b.csv:2"]
    assert "a.csv: 4, b.csv: 1" in " ".join(page.text.split())


def test_the_same_arguments_give_the_same_bytes_whatever_else_is_drawn(tmp_path: Path, classifier: Classifier) -> None:
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    first = report(tmp_path, classifier, PLAIN)
    with mpl.rc_context({"axes.facecolor": "red", "svg.hashsalt": None, "font.size": 20, "svg.fonttype": "path"}):
        assert report(tmp_path, classifier, PLAIN) == first
        assert mpl.rcParams["axes.facecolor"] == "red"
    assert plt.get_fignums() == []


@pytest.mark.slow
def test_another_process_gives_the_same_bytes(tmp_path: Path, classifier: Classifier) -> None:
    first = report(tmp_path, classifier, PLAIN)
    code = (
        "import sys, mvs_classifier as m; from mvs_classifier.training.measure.evaluate import evaluate; "
        "from mvs_classifier.training.page import write_report; "
        "write_report(sys.argv[2], m.load(), evaluate(m.load(), sys.argv[1]))"
    )
    paths = [str(tmp_path / "<in>.csv"), str(tmp_path / "again.html")]
    subprocess.run([sys.executable, "-c", code, *paths], check=True)
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == first


@pytest.mark.parametrize("package", ["jinja2", "matplotlib"])
def test_a_missing_package_is_named(
    package: str, tmp_path: Path, classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("mvs_classifier.training.page.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "mvs_classifier.tables.templates", raising=False)
    monkeypatch.delattr("mvs_classifier.training.page.plots", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"the HTML report needs .* 'mvs-classifier\[report\]'"):
        report(tmp_path, classifier, PLAIN)
    assert not (tmp_path / "report.html").exists()


def test_other_texts_cannot_be_compared(tmp_path: Path, classifier: Classifier, leaning: Classifier) -> None:
    four, one = (evaluate(classifier, written(tmp_path / "a.csv", rows)) for rows in (PLAIN, PLAIN[:1]))
    with pytest.raises(UsageError, match="evaluated on different texts; evaluate both on the same files"):
        write_report(tmp_path / "report.html", classifier, four, (classifier, one))
    with pytest.raises(UsageError, match="but the report is on model leaning; evaluate that one"):
        write_report(tmp_path / "report.html", leaning, four)
    assert not (tmp_path / "report.html").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, classifier: Classifier) -> None:
    evaluation = evaluate(classifier, written(tmp_path / "a.csv", PLAIN))
    with pytest.raises(OutputError, match="nowhere"):
        write_report(tmp_path / "nowhere" / "report.html", classifier, evaluation)


@pytest.mark.parametrize("content", ["text,label\n拜访,sales\n", "<!DOCTYPE html><title>mine</title>", ""])
def test_something_else_than_a_report_is_not_replaced(content: str, tmp_path: Path, classifier: Classifier) -> None:
    evaluation = evaluate(classifier, written(tmp_path / "a.csv", PLAIN))
    (tmp_path / "mine").write_text(content, encoding="utf-8")
    with pytest.raises(OutputError, match="already exists and is not a report"):
        write_report(tmp_path / "mine", classifier, evaluation)
    assert (tmp_path / "mine").read_text(encoding="utf-8") == content


def test_a_report_is_replaced(tmp_path: Path, classifier: Classifier) -> None:
    evaluation = evaluate(classifier, written(tmp_path / "a.csv", PLAIN))
    write_report(tmp_path / "report.html", classifier, evaluation, notes=["first"])
    write_report(tmp_path / "report.html", classifier, evaluation, notes=["second"])
    assert "second" in (tmp_path / "report.html").read_text(encoding="utf-8")
