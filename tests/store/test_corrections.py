"""What was acknowledged is on disk, whatever happens then or at the same time."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.errors import OutputError, StoreError
from mvs_classifier.model.labels import Label
from mvs_classifier.model.taught import text_key
from mvs_classifier.store import corrections
from mvs_classifier.store.corrections import Correction, corrections_path, keep, read_corrections

WRITER = """
import sys
from mvs_classifier.model.labels import Label
from mvs_classifier.store.corrections import Correction, keep
for number in range(int(sys.argv[2])):
    keep(Correction(f"{sys.argv[1]}客户{number}", Label.SALES))
    print(number, flush=True)
"""


def keep_some(name: str, count: int) -> None:
    for number in range(count):
        keep(Correction(f"{name}客户{number}", Label.SALES))


def test_without_a_file_nothing_was_corrected(store: Path) -> None:
    assert read_corrections() == ({}, 0)
    assert not store.exists()


def test_what_was_kept_is_read(store: Path) -> None:
    line = Correction("拜访客户", Label.BOTH, title="市场专员", said=Label.SALES, model="abc")
    keep(line)
    keep(Correction("1、拜访客户；2、签约", Label.NEITHER, is_job=True))
    log = read_corrections()
    first, second = log.latest.values()
    assert first._replace(when="") == line
    assert first.when.endswith("+00:00")
    assert (second.is_job, second.label) == (True, Label.NEITHER)
    assert log.label(" 拜访客户。") is Label.BOTH
    assert log.label("拜访客户", is_job=True) is None
    assert log.label("岗位：\n1）拜访客户\n2）签约", is_job=True) is None
    assert log.label("1）拜访客户\n2）签约", is_job=True) is Label.NEITHER


def test_the_last_word_counts_and_the_first_stays_in_the_file(store: Path) -> None:
    for label in (Label.SALES, Label.MARKETING):
        keep(Correction("拜访客户", label))
    assert read_corrections().label("拜访客户") is Label.MARKETING
    keep(Correction("拜访客户", None))
    assert read_corrections().latest == {}
    labels = [json.loads(line)["label"] for line in Path(corrections_path()).read_text(encoding="utf-8").splitlines()]
    assert labels == ["sales", "marketing", None]


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from(Label)), max_size=8))
def test_any_texts_are_kept(texts: list[tuple[str, Label]]) -> None:
    path = Path(corrections_path())
    path.unlink(missing_ok=True)
    for text, label in texts:
        keep(Correction(text, label))
    log = read_corrections()
    assert log.unreadable == 0
    assert all(log.label(text) is not None for text, _ in texts)
    path.unlink(missing_ok=True)


def test_threads_and_processes_overwrite_nothing(store: Path) -> None:
    command = [sys.executable, "-c", WRITER]
    others = [subprocess.Popen([*command, name, "20"], stdout=subprocess.DEVNULL) for name in ("甲", "乙")]
    threads = [threading.Thread(target=keep_some, args=(name, 20)) for name in ("丙", "丁")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait(60) for other in others] == [0, 0]
    log = read_corrections()
    assert (len(log.latest), log.unreadable) == (80, 0)


def test_nothing_acknowledged_is_lost_by_a_kill(store: Path) -> None:
    for name in ("甲", "乙", "丙"):
        with subprocess.Popen([sys.executable, "-c", WRITER, name, "100000"], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(30)]
            process.send_signal(signal.SIGKILL)
            told += process.stdout.read().splitlines()
        log = read_corrections()
        assert log.unreadable == 0
        assert all(log.label(f"{name}客户{number}") for number in range(len(told)))


@pytest.mark.parametrize("damage", [b'{"text": "\xe6\x8b', b"\x00" * 40, b"{}\n", b"[]\n[[[\n", b'{"text": 1}'])
def test_a_damaged_record_loses_no_other(store: Path, damage: bytes) -> None:
    keep(Correction("拜访客户", Label.SALES))
    with open(corrections_path(), "ab") as file:
        file.write(damage)
    keep(Correction("策划活动", Label.MARKETING))
    log = read_corrections()
    assert [one.text for one in log.latest.values()] == ["拜访客户", "策划活动"]
    assert log.unreadable == len(damage.split(b"\n")) - damage.endswith(b"\n")


def test_a_planted_link_is_not_written_through(store: Path, tmp_path: Path) -> None:
    store.mkdir()
    target = tmp_path / "target"
    target.write_text("mine")
    for name in ("corrections.jsonl", "corrections.jsonl.lock"):
        (store / name).symlink_to(target)
    keep(Correction("拜访客户", Label.SALES))
    assert target.read_text() == "mine"
    assert read_corrections().label("拜访客户") is Label.SALES


def test_a_file_that_cannot_be_used_is_named(store: Path) -> None:
    (store / "corrections.jsonl").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"corrections\.jsonl.*was not kept"):
        keep(Correction("拜访客户", Label.SALES))
    with pytest.raises(StoreError, match=r"cannot read .*corrections\.jsonl"):
        read_corrections()


def test_a_change_by_another_program_is_seen(store: Path) -> None:
    keep(Correction("拜访客户", Label.SALES))
    assert read_corrections().label("拜访客户") is Label.SALES
    os.replace(corrections_path(), f"{corrections_path()}.old")
    assert read_corrections().latest == {}


def test_each_correction_is_read_once(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    parse = corrections._correction

    def noted(record: Mapping[str, Any]) -> Correction:
        read.append(record)
        return parse(record)

    monkeypatch.setattr(corrections, "_correction", noted)
    for number in range(20):
        keep(Correction(f"第{number}次拜访客户", Label.SALES))
        assert len(read_corrections().latest) == number + 1
    assert len(read) == 20


def test_the_key_of_a_correction_is_computed_once(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def noted(text: str, *, is_job: bool) -> str:
        seen.append(text)
        return text_key(text, is_job=is_job)

    monkeypatch.setattr(corrections, "text_key", noted)
    keep(Correction("拜访客户", Label.SALES))
    assert len(read_corrections().latest) == 1
    assert seen == ["拜访客户"]


def test_what_was_read_does_not_change(store: Path) -> None:
    keep(Correction("拜访客户", Label.SALES))
    before = read_corrections()
    keep(Correction("拜访客户", None))
    assert (len(before.latest), len(read_corrections().latest)) == (1, 0)


def test_what_another_process_appends_is_seen(store: Path) -> None:
    for number in range(3):
        keep(Correction(f"第{number}次签约", Label.SALES))
        subprocess.run([sys.executable, "-c", WRITER, f"{number}号", "2"], check=True, stdout=subprocess.DEVNULL)
        assert len(read_corrections().latest) == 3 * (number + 1)


def test_a_line_is_read_when_it_is_complete(store: Path) -> None:
    keep(Correction("拜访客户", Label.SALES))
    path = Path(corrections_path())
    first = path.read_bytes()
    second = first.replace("拜访客户".encode(), "策划活动".encode())
    for written in (second[:10], second[10:40], second[40:]):
        before = read_corrections()
        with path.open("ab") as file:
            file.write(written)
        assert before.label("拜访客户") is Label.SALES
    log = read_corrections()
    assert (len(log.latest), log.unreadable, log.label("策划活动")) == (2, 0, Label.SALES)


@pytest.mark.parametrize("kept", [0, 1, 2])
@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_file_that_was_written_anew_is_read_anew(kept: int, is_replaced: bool, store: Path) -> None:  # noqa: FBT001
    for text in ("拜访客户", "策划活动"):
        keep(Correction(text, Label.SALES))
    assert len(read_corrections().latest) == 2
    path = Path(corrections_path())
    lines = path.read_bytes().splitlines(keepends=True)
    other = [line.replace("客户".encode(), "老板".encode()).replace("活动".encode(), "晚会".encode()) for line in lines]
    longer = other[0].replace("拜访老板".encode(), "拜访许多许多老板".encode())
    if is_replaced:
        path.unlink()
    path.write_bytes(b"".join([*other[:kept], longer]))
    wanted = ["拜访老板", "策划晚会"][:kept]
    assert [one.text for one in read_corrections().latest.values()] == [*wanted, "拜访许多许多老板"]
