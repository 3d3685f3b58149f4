"""Files of ours are made by us, and nothing that has their name is written through or waited for."""

import os
from pathlib import Path

import pytest

from mvs_classifier.atomic import create, is_own, make_way, open_own, read_file, replacing

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
