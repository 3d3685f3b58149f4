from mvs_classifier.errors import excerpt
from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import Example
from mvs_classifier.training.notices import Notice, notices, summary


def example(text: str, label: str = "sales", line: int = 2, file: str = "new.csv") -> Example:
    return Example(text, Label(label), file, line, f"{file}:{line}", "user", "")


ENOUGH = [
    example(f"{what}第{number}次", label, 100 + number)
    for number in range(10)
    for what, label in (("拜访客户", "sales"), ("策划活动", "marketing"))
]


Examples = tuple[Example, ...]


def found(new: list[Example], earlier: Examples = (), shipped: Examples = (), holdout: Examples = ()) -> list[Notice]:
    """The notices on some examples among enough others that there is nothing to say of them."""
    return notices([*new, *ENOUGH], earlier, shipped, holdout)


def test_nothing_is_said_where_nothing_is_to_be_known() -> None:
    assert found([example("谈合作")], (example("签合同"),), (example("做推文"),), (example("写代码"),)) == []
    assert notices([], [], [], []) == []


def test_a_repeat_names_both_places() -> None:
    first, again = example("拜访客户", line=2), example("拜訪客戶", line=7, file="more.csv")
    (notice,) = found([first, again])
    assert notice == Notice("repeat", "more.csv:7", "'拜訪客戶' is already at new.csv:2; it counts once")


def test_every_repeat_is_named_and_nothing_else_is_said_of_it() -> None:
    new = [example("拜访客户", line=line) for line in (2, 3, 4)]
    kinds = [(notice.kind, notice.where) for notice in found(new, shipped=(example("拜访客户"),))]
    assert kinds == [("repeat", "new.csv:3"), ("repeat", "new.csv:4"), ("shipped", "new.csv:2")]


def test_a_text_taught_earlier_with_the_same_label_teaches_nothing() -> None:
    (notice,) = found([example("拜访客户")], earlier=(example("拜訪客戶", line=9, file="old.csv"),))
    assert (notice.kind, notice.where) == ("earlier", "new.csv:2")
    assert notice.message == "'拜访客户' was taught earlier as sales (old.csv:9); it teaches nothing new"


def test_a_text_taught_earlier_with_another_label_is_relabelled_by_the_newer_word() -> None:
    (notice,) = found([example("拜访客户", "both")], earlier=(example("拜访客户", line=9, file="old.csv"),))
    assert (notice.kind, notice.where) == ("relabelled", "new.csv:2")
    assert notice.message == "'拜访客户' was taught earlier as sales (old.csv:9); the newer label both counts"


def test_of_what_was_taught_twice_the_last_counts() -> None:
    earlier = (example("拜访客户", "both", 3, "old.csv"), example("拜访客户", "sales", 8, "old.csv"))
    (notice,) = found([example("拜访客户", "sales")], earlier)
    assert (notice.kind, "old.csv:8" in notice.message) == ("earlier", True)


def test_shipped_texts_are_known_already_or_overruled() -> None:
    shipped = (example("拜访客户", line=5, file="tasks.csv"),)
    assert found([example("拜访客户")], shipped=shipped) == [
        Notice(
            "shipped",
            "new.csv:2",
            "'拜访客户' is sales in the shipped data (tasks.csv:5) already; it teaches nothing new",
        )
    ]
    assert found([example("拜访客户", "neither")], shipped=shipped) == [
        Notice(
            "overruled", "new.csv:2", "'拜访客户' is sales in the shipped data (tasks.csv:5); your label neither counts"
        )
    ]


def test_a_text_of_the_holdout_is_left_out_of_the_measuring() -> None:
    (notice,) = found([example("ＳＥＯ优化")], holdout=(example("seo优化", "marketing", 4, "holdout.csv"),))
    assert (notice.kind, notice.where) == ("holdout", "new.csv:2")
    assert notice.message == "'ＳＥＯ优化' is a text of the holdout (holdout.csv:4); it is not measured on"


def test_a_text_may_be_known_in_several_ways() -> None:
    known = (example("拜访客户", "both"),)
    assert [notice.kind for notice in found([example("拜访客户")], known, known, known)] == [
        "relabelled",
        "overruled",
        "holdout",
    ]


def test_a_text_without_a_chinese_character_is_told() -> None:
    notes = found([example("Visit clients 100 times"), example("做SEO", line=3), example("𠮷", line=4)])
    assert [(notice.kind, notice.where) for notice in notes] == [("language", "new.csv:2")]
    assert "has no Chinese character" in notes[0].message


def mixed(count: int, of_sales: int) -> list[Example]:
    return [example(f"第{n}条", "sales" if n < of_sales else "both", n) for n in range(count)]


def test_few_are_fewer_than_ten_texts() -> None:
    (notice,) = notices(mixed(9, 5), [], [], [])
    assert (notice.kind, notice.where) == ("few", "new.csv")
    assert notice.message.startswith("there are 9 examples; ")
    assert notices(mixed(10, 5), [], [], []) == []


def test_repeats_do_not_make_few_examples_many() -> None:
    assert {notice.kind for notice in notices(mixed(9, 5) * 3, [], [], [])} == {"repeat", "few"}


def test_of_one_example_only_its_number_is_told() -> None:
    (notice,) = notices([example("拜访客户")], [], [], [])
    assert notice.message.startswith("there is 1 example; ")


def test_one_sided_are_all_of_one_label_or_nearly_all_of_twenty() -> None:
    kinds = {
        (count, of_sales): [notice.kind for notice in notices(mixed(count, of_sales), [], [], [])]
        for count, of_sales in [(10, 10), (2, 2), (19, 18), (20, 18), (20, 19), (100, 90), (100, 91), (100, 9)]
    }
    assert kinds == {
        (10, 10): ["one-sided"],
        (2, 2): ["few", "one-sided"],
        (19, 18): [],
        (20, 18): [],
        (20, 19): ["one-sided"],
        (100, 90): [],
        (100, 91): ["one-sided"],
        (100, 9): ["one-sided"],
    }


def test_one_sided_says_how_many_are_of_which_label() -> None:
    (notice,) = notices(mixed(20, 1), [], [], [])
    assert notice.message.startswith("19 of 20 examples are both, so ")


def test_all_files_are_named_once() -> None:
    new = [
        example("拜访客户", file="a.csv"),
        example("签合同", "both", file="b.csv"),
        example("写", "both", file="a.csv"),
    ]
    assert [notice.where for notice in notices(new, [], [], [])] == ["a.csv, b.csv"]


def test_at_most_sixty_characters_of_a_text_are_shown_on_one_line() -> None:
    assert excerpt("拜" * 60) == repr("拜" * 60)
    assert excerpt("拜" * 61) == repr("拜" * 59 + "…")
    assert excerpt("拜访\n\x1b[31m客户") == r"'拜访\n\x1b[31m客户'"
    notice, _ = found([example("拜" * 1_000_000)], holdout=(example("拜" * 1_000_000),))
    assert notice.message.count("拜") == 59


def test_whole_postings_are_told_of() -> None:
    *_, notice = notices([example("岗位职责：拜访客户，签订合同。" * 20)], [], [], [])
    assert (notice.kind, notice.where) == ("postings", "new.csv")
    assert notice.message.startswith("the texts look like whole job descriptions, but each was taught as one line")
    assert "give --job" in notice.message


def test_lines_that_were_taught_as_whole_postings_are_told_of() -> None:
    lines = [example(f"拜访{city}客户")._replace(kind="posting") for city in "东西南北"]
    postings = [example(f"拜访{city}客户\n签订合同")._replace(kind="posting") for city in "东西南北"]
    assert [one.kind for one in notices([*lines, *postings], [], [], [])] == ["few", "one-sided"]
    *_, notice = notices([*lines, *postings[:3]], [], [], [])
    assert (notice.kind, notice.where) == ("lines", "new.csv")
    assert notice.message.startswith("4 of 7 texts are single lines, but each was taught as a whole posting")
    assert "train again without --job" in notice.message


def test_the_list_is_whole_and_the_summary_short() -> None:
    new = [example(f"第{n}条", line=n) for n in range(1000)]
    notes = notices([*new, *ENOUGH], new, [], new[:6])
    assert len(notes) == 1006 + 1
    lines = summary(notes)
    assert lines[0] == "new.csv:0: '第0条' was taught earlier as sales (new.csv:0); it teaches nothing new"
    assert lines[5:7] == ["… and 995 more of this kind", "new.csv:0: " + notes[1000].message]
    assert [line for line in lines if line.startswith("…")] == [
        "… and 995 more of this kind",
        "… and 1 more of this kind",
    ]
    assert len(lines) == 5 + 1 + 5 + 1 + 1


def test_a_summary_brings_together_what_is_of_one_kind() -> None:
    one, other = Notice("one", "a", "x"), Notice("other", "b", "y")
    assert summary([one, other, one]) == ["a: x", "a: x", "b: y"]
    assert summary([one] * 5) == ["a: x"] * 5
    assert summary([]) == []
