"""What the report keeps in mind while rows are read."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.report.counting import GROUPS, LEAST_SURE, OF_A_KIND, Entry, Groups, Top
from mvs_classifier.tables.report.subject import LabelledRow
from tests.html_reader import Page
from tests.tables.report.postings import HEADER, JOBS, MARKETING, SALES


def entry(number: int, text: str) -> Entry:
    return Entry(LabelledRow(number, text, "", [], {}), None, 0.0, None)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcdefgh")), max_size=40))
def test_the_highest_scores_are_kept_each_text_once(offers: list[tuple[int, str]]) -> None:
    top, seen = Top(3), dict[str, int]()
    for number, (score, text) in enumerate(offers):
        score = seen.setdefault(text, score)  # noqa: PLW2901 - the same text has the same score
        top.offer(score, entry(number, text))
    kept = [seen[one.row.text] for one in top.entries()]
    assert kept == sorted(seen.values(), reverse=True)[:3]
    assert len({one.row.text for one in top.entries()}) == len(kept)


@given(st.lists(st.sampled_from([f"v{number}" for number in range(30)])))
def test_groups_count_every_row(values: list[str]) -> None:
    counted = Groups("x")
    for value in values:
        counted.add(value, Label.SALES)
    largest, (more, rows) = counted.largest(), counted.others()
    assert sum(row.rows for row in largest) + rows == len(values)
    assert len(largest) + more == len(set(values))
    assert [row.rows for row in largest] == sorted(Counter(values).values(), reverse=True)[:GROUPS]


def test_values_beyond_what_memory_should_hold_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mvs_classifier.tables.report.counting._MOST_VALUES", 20)
    counted = Groups("x")
    for number in range(50):
        counted.add(f"v{number}", None)
    assert counted.others() == (20 - GROUPS, 50 - GROUPS)


@pytest.mark.slow
def test_a_large_table_makes_no_heavy_report(classifier: Classifier, tmp_path: Path) -> None:
    crowd = [f"{word}{number}" for number in range(500) for word in ("市场专员", "销售代表", "会计", "品牌策划兼销售")]
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(100_000):
            text = f"{(SALES, MARKETING)[number % 2]}\n4、{'长' * 300}{number}"
            writer.writerow([f"公司{number}", f"城市{number % 300}", crowd[number % len(crowd)], text])
    how = Options(title_column="职位名称", request=JOBS, html=tmp_path / "r.html", by=("公司", "城市", "职位名称"))
    label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv", how)
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert len(html.encode()) < 2 << 20
    page = Page(html)
    assert "100,000 rows were judged" in page.text
    assert len(page.all("li")) <= 12 * OF_A_KIND + LEAST_SURE
