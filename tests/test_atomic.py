"""Files of ours are made by us, and nothing that has their name is written through or waited for."""

import os
from pathlib import Path

import pytest

from mvs_classifier.atomic import create, hidden_beside, is_own, make_way, open_own, read_file, replacing

PLANTED = ["symbolic link", "hard link", "pipe"]


def plant(kind: str, path: Path, victim: Path) -> None:
    victim.write_bytes(b"keep me")
    if kind == "symbolic link":
        path.symlink_to(victim)
    elif kind == "hard link":
        os.link(victim, path)
    else:
        os.mkfifo(path)


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_created_is_new_and_the_victim_is_untouched(kind: str, tmp_path: Path) -> None:
    path, victim = tmp_path / "file", tmp_path / "victim"
    plant(kind, path, victim)
    with create(path) as file:
        file.write(b"ours")
    assert (path.read_bytes(), path.is_symlink(), victim.read_bytes()) == (b"ours", False, b"keep me")
    assert is_own(path)


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("mode", ["rb", "r+b"])
def test_only_a_file_of_ours_is_opened(kind: str, mode: str, tmp_path: Path) -> None:
    plant(kind, tmp_path / "file", tmp_path / "victim")
    assert not is_own(tmp_path / "file")
    with pytest.raises(OSError):  # noqa: PT011 - each system has its own words
        open_own(tmp_path / "file", mode)


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_file_makes_way_and_one_of_ours_stays(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    plant(kind, path, tmp_path / "victim")
    make_way(path)
    assert not path.exists()
    path.write_bytes(b"ours")
    make_way(path)
    assert path.read_bytes() == b"ours"
    assert (tmp_path / "victim").read_bytes() == b"keep me"


def test_nothing_and_a_folder_are_no_files_that_make_way(tmp_path: Path) -> None:
    make_way(tmp_path / "nothing")
    make_way(tmp_path)
    assert tmp_path.is_dir()


@pytest.mark.parametrize("kind", PLANTED[:2])
def test_a_file_may_be_replaced_without_following(kind: str, tmp_path: Path) -> None:
    path, victim = tmp_path / "file", tmp_path / "victim"
    plant(kind, path, victim)
    with replacing(path, follow=False) as file:
        file.write(b"ours")
    assert (path.read_bytes(), path.is_symlink(), victim.read_bytes()) == (b"ours", False, b"keep me")


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "file")
    with pytest.raises(OSError, match="is not a regular file"):
        read_file(tmp_path / "file")


LONG_NAMES = [
    "职" * 83 + ".csv",
    "职" * 82 + "x.csv",
    "x" * 251 + ".csv",
    "x" * 255,
    "😀" * 62 + ".csv",
    "é" * 125 + ".xlsx",
]


@pytest.mark.parametrize("name", LONG_NAMES, ids=len)
def test_a_file_may_have_the_longest_name(name: str, tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        with replacing(tmp_path / name) as file:
            file.write(content)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: b"second"}


@pytest.mark.parametrize("name", [*LONG_NAMES, "职" * 40 + "\udcff" * 100, "a" * 10_000], ids=len)
def test_hidden_names_fit_and_are_texts(name: str, tmp_path: Path) -> None:
    hidden = os.path.basename(hidden_beside(str(tmp_path / name), "mvs-job"))
    assert len(os.fsencode(hidden)) <= 255
    assert os.fsdecode(os.fsencode(hidden)) == hidden
    assert hidden.startswith(f".{name[:30]}")
    assert hidden.endswith(".mvs-job")


def test_names_that_differ_only_at_their_end_have_different_hidden_names(tmp_path: Path) -> None:
    names = [f"{'职' * 82}{number}.csv" for number in range(9)]
    assert len({hidden_beside(str(tmp_path / name), "mvs-job") for name in names}) == 9


def test_a_short_name_is_whole_in_its_hidden_name(tmp_path: Path) -> None:
    assert hidden_beside(str(tmp_path / "职位.csv"), "mvs-job") == str(tmp_path / ".职位.csv.mvs-job")


def test_a_file_system_with_shorter_names_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "pathconf", lambda _folder, _what: 143)
    hidden = os.path.basename(hidden_beside(str(tmp_path / ("x" * 140)), "mvs-whole"))
    assert len(os.fsencode(hidden)) == 143
