"""How like a job is to taught postings, and what a model file may hold about them."""

import copy
from typing import Any

import pytest

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.alike import Alike, Likeness, TaughtPosting, keys, packed_alike, unpacked_alike
from mvs_classifier.model.parameters import GRID

NEITHER = (0.0, 0.0, 0.0, 5.0)


def posting(label: int, duties: str, title: str = "") -> TaughtPosting:
    own, named = sorted(keys([duties])), sorted(keys([title]))
    return TaughtPosting(label, 0, own, GRID * GRID * len(own), named, GRID * GRID * len(named))


def alike(*postings: TaughtPosting) -> Alike:
    duties = {gram: GRID for one in postings for gram in one.duties}
    titles = {gram: GRID for one in postings for gram in one.title}
    return Alike(postings, duties, titles, (GRID, GRID))


BARISTA, GUIDE = posting(1, "制作咖啡，校准磨豆机", "咖啡师"), posting(0, "讲解展品，接待来宾", "讲解员")


def test_the_same_is_wholly_alike_and_the_foreign_not_at_all() -> None:
    likeness = Likeness(alike(BARISTA, GUIDE))
    assert likeness.all(["制作咖啡，校准磨豆机"], "咖啡师") == [pytest.approx(1.0), 0.0]
    assert likeness.all(["写代码"], "") == [0.0, 0.0]


def test_without_a_title_the_duties_decide_alone() -> None:
    likeness = Likeness(alike(BARISTA))
    assert likeness.all(["制作咖啡，校准磨豆机"], "") == [pytest.approx(1.0)]
    assert likeness.all(["制作咖啡，校准磨豆机"], "驾驶员")[0] < 1.0


def test_a_likely_job_gets_the_label_of_the_most_alike_posting() -> None:
    added = Likeness(alike(BARISTA, GUIDE)).added(NEITHER, ["校准磨豆机，制作咖啡"], "")
    assert added[1] > NEITHER[3]
    assert (added[0], *added[2:]) == (0.0, 0.0, 0.0)


def test_a_foreign_job_stays_as_it_is() -> None:
    assert Likeness(alike(BARISTA, GUIDE)).added(NEITHER, ["写代码"], "") == (0.0, 0.0, 0.0, 0.0)


def test_a_posting_of_common_phrases_must_be_more_alike() -> None:
    common = BARISTA._replace(background=GRID)
    assert not any(Likeness(alike(common)).added(NEITHER, ["制作咖啡，校准磨豆机"], "咖啡师"))


def test_it_is_read_as_it_was_written() -> None:
    written = alike(BARISTA, GUIDE)
    read = unpacked_alike(packed_alike(written))
    assert packed_alike(read) == packed_alike(written)
    assert Likeness(read).all(["咖啡"], "咖啡师") == Likeness(written).all(["咖啡"], "咖啡师")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("postings",), 3),
        (("postings", 0), [1, 2]),
        (("postings", 0, 0), 4),
        (("postings", 0, 1), -1),
        (("postings", 0, 2), ["a"]),
        (("postings", 0, 3), 0),
        (("postings", 0, 3), 1e300),
        (("duties",), [[1], []]),
        (("duties", 1, 0), -5),
        (("others",), [1]),
        (("others",), None),
    ],
)
def test_anything_else_in_a_model_file_is_refused(path: tuple[str | int, ...], value: object) -> None:
    content: Any = copy.deepcopy(packed_alike(alike(BARISTA, GUIDE)))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ModelFileError):
        unpacked_alike(content)
