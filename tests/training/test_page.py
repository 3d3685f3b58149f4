import csv
import subprocess
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.errors import MissingExtraError, OutputError, UsageError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import read_model
from mvs_classifier.model.labels import Label
from mvs_classifier.model.notebook import visible
from mvs_classifier.model.parameters import GRID
from mvs_classifier.shipped import shipped_model
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import Example
from mvs_classifier.training.measure.bootstrap import NAMES, Interval, intervals, measured, resampled, text_parts
from mvs_classifier.training.measure.comparison import change, figure_rows
from mvs_classifier.training.measure.evaluate import Evaluation, Judged, evaluate, outcome
from mvs_classifier.training.measure.metrics import OutOfFold, metrics
from mvs_classifier.training.page import write_report
from tests.html_reader import Element, Page

HOSTILE = [
    ("<script>alert(1)</script>拜访客户", "marketing"),
    ("\"><img src=x onerror='alert(1)'>催收货款&amp;", "marketing"),
    ("{{ 7 * 7 }}{% raw %}策划活动", "sales"),
    ("拜访\u202e客户\u0007推广\u200b活动", "neither"),
    ("👩\u200d💻🎉策划活动", "sales"),
    ("x" * 5000 + "拜访客户", "neither"),
    ("签订合同；" * 2000, "both"),
]
PLAIN = [("拜访客户", "sales"), ("策划活动", "marketing"), ("催收货款", "both"), ("五险一金", "neither")]


def written(path: Path, rows: Iterable[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return path


@pytest.fixture(scope="module")
def leaning() -> Classifier:
    """Another model: the shipped one, leaning towards marketing."""
    shipped = read_model(shipped_model())
    first, *rest = shipped.parameters.intercept
    return Classifier(
        shipped._replace(
            parameters=shipped.parameters._replace(intercept=[first + 2 * GRID, *rest]),
            info=shipped.info._replace(fingerprint="leaning"),
        )
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, examples: list[Example]) -> Path:
    """Six hundred texts, of which a hundred have a wrong label."""
    order = list(Label)
    some = examples[:: len(examples) // 600][:600]
    rows = [(one.text, order[(order.index(one.label) + (number % 6 == 0)) % 4]) for number, one in enumerate(some)]
    return written(tmp_path_factory.mktemp("many") / "many.csv", rows)


@pytest.fixture(scope="module")
def measured_many(classifier: Classifier, many: Path) -> Evaluation:
    return evaluate(classifier, many)


@pytest.fixture(scope="module")
def compared(
    tmp_path_factory: pytest.TempPathFactory,
    classifier: Classifier,
    leaning: Classifier,
    many: Path,
    measured_many: Evaluation,
) -> str:
    path = tmp_path_factory.mktemp("compared") / "report.html"
    write_report(path, classifier, measured_many, (leaning, evaluate(leaning, many)), ["let in", "<i>with care</i>"])
    return path.read_text(encoding="utf-8")


def report(tmp_path: Path, classifier: Classifier, rows: Iterable[tuple[str, str]]) -> str:
    path = tmp_path / "report.html"
    write_report(path, classifier, evaluate(classifier, written(tmp_path / "<in>.csv", rows)))
    return path.read_text(encoding="utf-8")


def marks_of(cell: Element, page: Page) -> list[tuple[str, str, str]]:
    """The words that are marked in a cell, with their weight and the kind of their line."""
    start = page.elements.index(cell) + 1
    marks = []
    for element in page.elements[start:]:
        if element.tag != "mark":
            break
        marks.append((element.text.lower(), element["title"], "solid" if "solid" in element["style"] else "dotted"))
    return marks


def test_it_loads_nothing_and_runs_nothing(compared: str) -> None:
    page = Page(compared)
    assert not {"script", "link", "iframe", "object", "embed", "form", "base", "img"} & {e.tag for e in page.elements}
    for element in page.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "action", "data", "style-src")
            if name.endswith("href"):
                assert (value or "").startswith(("#", "data:image/png;base64,"))
            assert name.startswith("xmlns") or "://" not in (value or "")
            assert "url(" not in (value or "").replace("url(#", "")
    for style in page.all("style"):
        assert not {"@import", "url(", "@font-face"} & set(style.text.replace("(", "( ").split())


def test_a_policy_forbids_what_it_does_not_hold(compared: str) -> None:
    policy = next(meta for meta in Page(compared).all("meta") if "http-equiv" in meta.attributes)
    assert policy["http-equiv"] == "Content-Security-Policy"
    allowed = dict(rule.split(maxsplit=1) for rule in policy["content"].split("; "))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert (allowed["style-src"], allowed["img-src"]) == ("'unsafe-inline'", "data:")
    assert set(allowed) == {"default-src", "base-uri", "form-action", "style-src", "img-src"}


def test_no_id_stands_twice_and_every_reference_is_there(compared: str) -> None:
    elements = Page(compared).elements
    ids = [element["id"] for element in elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    used = {value for element in elements for name, value in element.attributes.items() if name.endswith("href")}
    assert {value[1:] for value in used if value and value.startswith("#")} <= set(ids)


def test_it_is_made_for_paper_too(compared: str) -> None:
    css = " ".join(Page(compared).all("style")[0].text.split())
    assert "@page { size: A4;" in css
    assert "@media print {" in css
    assert "; print-color-adjust: exact" in css


def test_texts_and_names_of_files_are_shown_not_obeyed(tmp_path: Path, classifier: Classifier) -> None:
    html = report(tmp_path, classifier, HOSTILE)
    page = Page(html)
    assert not {"script", "img", "in"} & {element.tag for element in page.elements}
    assert "<in>.csv" in page.text
    assert all(char.isprintable() or char in "\n\u200d" for char in html)
    shown = [cell.text for cell in page.all("td") if cell.attributes.get("class") == "text"]
    wrong = {one.example.text for one in evaluate(classifier, tmp_path / "<in>.csv").mistakes}
    assert len(shown) == len(wrong)
    for text in wrong:
        as_it_came = Page(visible(text)).text
        assert any(cell == as_it_came or " more characters" in cell for cell in shown)
    assert max(map(len, shown)) < 500


def expected_marks(classifier: Classifier, text: str, label: Label, other: Label) -> list[tuple[str, str, str]]:
    words = classifier.explain(text).words
    weights = [(word.word, word.contributions[label] - word.contributions[other]) for word in words]
    strongest = max(abs(weight) for _, weight in weights)
    return [
        (word, f"{weight:+.2f}", "solid" if weight > 0 else "dotted")
        for word, weight in weights
        if abs(weight) > strongest / 10
    ]


def test_the_marked_words_are_those_of_the_explanation(
    compared: str, classifier: Classifier, measured_many: Evaluation
) -> None:
    page = Page(compared)
    cells = [cell for cell in page.all("td") if cell.attributes.get("class") == "text"][-50:]
    for cell, one in zip(cells, measured_many.mistakes, strict=False):
        expected = expected_marks(classifier, one.example.text, one.prediction.label, one.example.label)
        assert [(normalize(word), *look) for word, *look in marks_of(cell, page)] == expected


def test_the_surest_errors_are_shown_and_the_others_counted(compared: str, measured_many: Evaluation) -> None:
    page = Page(compared)
    rows = page.table(len(page.all("table")) - 1)
    wrong = len(measured_many.mistakes)
    assert wrong >= 100
    assert rows[0] == ["Line", "True label", "Verdict", "Text, with the words that decide"]
    assert [row[0] for row in rows[1:]] == [str(one.example.line) for one in measured_many.mistakes[:50]]
    chinese = dict(zip(Label, ("市场营销", "销售", "营销+销售", "都不是"), strict=True))
    for row, one in zip(rows[1:], measured_many.mistakes, strict=False):
        verdict, truth = one.prediction, one.example.label
        assert row[1] == f"{truth} {chinese[truth]} {verdict.scores[truth]:.2f}"
        assert row[2] == f"{verdict.label} {chinese[verdict.label]} {verdict.confidence:.2f}"
    assert f"The 50 of which the model is surest are shown, {wrong - 50} are not." in " ".join(page.text.split())


def test_figures_and_differences_are_those_of_the_evaluations(
    compared: str, measured_many: Evaluation, leaning: Classifier, many: Path
) -> None:
    rows = Page(compared).table(0)[1:]
    before = evaluate(leaning, many).metrics
    assert [row[0].split()[0] for row in rows] == [
        "Accuracy",
        "Macro-F1",
        "F1",
        "F1",
        "F1",
        "F1",
        "Calibration",
        "Log-loss",
    ]
    for name, row in zip(NAMES, rows, strict=True):
        now = measured_many.metrics[name]
        assert (row[2], row[4]) == (f"{now:.3f}", f"{before[name]:.3f}")
        assert row[5] == f"{now - before[name]:+.3f}".replace("-", "−")
        low, high = (float(end.replace("−", "-")) for end in row[6].split(" to "))
        assert low <= now - before[name] <= high
    assert [row[1] for row in rows[2:6]] == [str(sum(row)) for row in measured_many.confusion]


def test_what_changed_is_listed_in_both_directions(
    compared: str, measured_many: Evaluation, leaning: Classifier, many: Path
) -> None:
    page = Page(compared)
    pairs = list(zip(evaluate(leaning, many).judged, measured_many.judged, strict=True))
    other = sorted((pair for pair in pairs if pair[0].prediction.label != pair[1].prediction.label), key=lost)
    right = [(old, new) for old, new in other if new.is_right]
    wrong = [(old, new) for old, new in other[::-1] if old.is_right]
    text = " ".join(page.text.split())
    assert (
        f"{len(other)} of 600 texts got another verdict: {len(right)} are newly right, {len(wrong)} newly wrong" in text
    )
    for number, expected in ((1, right), (2, wrong)):
        assert expected
        rows = page.table(number)
        assert rows[0][:3] == ["Line", "Previous verdict", "Verdict"]
        assert [(int(row[0]), row[1].split()[0], row[2].split()[0]) for row in rows[1:]] == [
            (new.example.line, old.prediction.label, new.prediction.label) for old, new in expected[:10]
        ]


def lost(pair: tuple[Judged, Judged]) -> float:
    """How much less probable the true label has become."""
    old, new = (one.prediction.scores[one.example.label] for one in pair)
    return old - new


def test_the_marked_words_of_a_change_speak_for_the_verdict_or_the_previous_one(
    compared: str, classifier: Classifier, measured_many: Evaluation, leaning: Classifier, many: Path
) -> None:
    page = Page(compared)
    before = {one.example.line: one.prediction.label for one in evaluate(leaning, many).judged}
    now = {one.example.line: one for one in measured_many.judged}
    lines = [int(row[0]) for number in (1, 2) for row in page.table(number)[1:]]
    cells = [cell for cell in page.all("td") if cell.attributes.get("class") == "text"]
    for line, cell in zip(lines, cells, strict=False):
        text, verdict = now[line].example.text, now[line].prediction.label
        assert marks_of(cell, page) == expected_marks(classifier, text, verdict, before[line])


def test_notes_come_first(compared: str) -> None:
    page = Page(compared)
    assert [item.text for item in page.all("li")] == ["let in", "<i>with care</i>"]
    assert compared.index("let in") < compared.index("<table")


def test_it_names_the_models_and_the_file(compared: str, classifier: Classifier) -> None:
    text = " ".join(Page(compared).text.split())
    assert f"Report on model {classifier.fingerprint}" in text
    assert "of 600 texts (many.csv). It is compared with the previous model, leaning, on the same texts." in text


def test_it_is_small(compared: str) -> None:
    assert len(compared.encode()) < 400_000


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


outcomes = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.floats(-30, 30), min_size=4, max_size=4)), min_size=1, max_size=30
)


@given(outcomes)
def test_the_resampled_figures_are_the_metrics(rows: list[tuple[int, list[float]]]) -> None:
    found = OutOfFold(np.array([label for label, _ in rows]), np.array([logits for _, logits in rows]))
    once = measured(text_parts(found).sum(axis=0)[None], len(rows))[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Cohen's kappa of one label
        expected = {name: value for name, value in metrics(found).items() if name in NAMES}
    assert dict(zip(NAMES, once.tolist(), strict=True)) == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_an_interval_is_as_wide_as_theory_has_it() -> None:
    right = np.array([True] * 320 + [False] * 80)
    logits = np.where(right[:, None], [[3.0, 0, 0, 0]], [[0, 3.0, 0, 0]])
    low, high = intervals(resampled(OutOfFold(np.zeros(400, int), logits)))[NAMES.index("accuracy")]
    margin = 1.96 * (0.8 * 0.2 / 400) ** 0.5
    assert (low, high) == pytest.approx((0.8 - margin, 0.8 + margin), abs=0.005)


def test_a_model_does_not_differ_from_itself(measured_many: Evaluation) -> None:
    found = outcome(measured_many.judged)
    assert set(intervals(resampled(found) - resampled(found))) == {Interval(0.0, 0.0)}


@pytest.mark.parametrize(
    ("name", "interval", "meaning"),
    [
        ("accuracy", Interval(0.01, 0.02), "better"),
        ("accuracy", Interval(-0.02, -0.01), "worse"),
        ("log_loss", Interval(0.01, 0.02), "worse"),
        ("calibration_error", Interval(-0.02, -0.01), "better"),
        ("macro_f1", Interval(-0.01, 0.01), "no clear difference"),
        ("macro_f1", Interval(0.0, 0.0), "no clear difference"),
    ],
)
def test_a_difference_that_chance_may_have_made_is_none(name: str, interval: Interval, meaning: str) -> None:
    assert change(name, 0.5, 0.4, interval).meaning == meaning


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


def test_figures_of_labels_that_are_nowhere_are_left_out(tmp_path: Path, classifier: Classifier) -> None:
    evaluation = evaluate(classifier, written(tmp_path / "a.csv", [("拜访客户，签订合同", "sales")]))
    assert [row.name for row in figure_rows(evaluation, evaluation)] == [
        "accuracy", "macro_f1", "f1_sales", "calibration_error", "log_loss",
    ]  # fmt: skip
