"""A report shows the figures, errors and changes of the evaluations."""

from pathlib import Path

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.measure.bootstrap import NAMES
from mvs_classifier.training.measure.comparison import figure_rows
from mvs_classifier.training.measure.evaluate import Evaluation, Judged, evaluate
from mvs_classifier.training.page.legend import LEGEND
from tests.html_reader import Element, Page
from tests.training.page.reports import written


def marks_of(cell: Element, page: Page) -> list[tuple[str, str, str]]:
    """The words that are marked in a cell, with their weight and the kind of their line."""
    start = page.elements.index(cell) + 1
    marks = []
    for element in page.elements[start:]:
        if element.tag != "mark":
            break
        marks.append((element.text.lower(), element["title"], "solid" if "solid" in element["style"] else "dotted"))
    return marks


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


def test_figures_of_labels_that_are_nowhere_are_left_out(tmp_path: Path, classifier: Classifier) -> None:
    evaluation = evaluate(classifier, written(tmp_path / "a.csv", [("拜访客户，签订合同", "sales")]))
    assert [row.name for row in figure_rows(evaluation, evaluation)] == [
        "accuracy", "macro_f1", "f1_sales", "calibration_error", "log_loss",
    ]  # fmt: skip


def test_the_meanings_say_that_such_labels_have_no_f1_and_are_no_part_of_the_mean(
    tmp_path: Path, classifier: Classifier
) -> None:
    evaluation = evaluate(classifier, written(tmp_path / "a.csv", [("拜访客户，签订合同", "sales")]))
    assert evaluation.metrics["macro_f1"] == evaluation.metrics["f1_sales"] == 1
    meanings = dict(LEGEND)
    assert meanings["F1 of a label"].endswith("A label that no text has and no verdict gives has no F1.")
    assert meanings["Macro-F1"].startswith("The mean of the F1 of all labels that have one")
