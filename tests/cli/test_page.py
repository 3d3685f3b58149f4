import re
import signal
import sys
import webbrowser
from pathlib import Path

import httpx
import pytest

from mvs_classifier.page import listen
from tests.conftest import Command
from tests.page.running import PATIENCE, client_of, started


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_it_starts_and_ends(number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with started("page", "--no-browser") as (process, url):
        with client_of(url, follow_redirects=True) as client:
            assert client.get(url).status_code == 200
            assert "营销还是销售？" in client.get(httpx.URL(url).copy_with(raw_path=b"/")).text
        process.send_signal(number)
        assert process.stderr is not None
        assert process.stderr.read().splitlines()[-1] == "已停止"
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    ("arguments", "locale", "says"),
    [((), "C", "营销还是销售？"), ((), "en_US.UTF-8", "Marketing or sales?"), (("--lang", "en"), "zh_CN", "Marketing")],
)
def test_the_browser_decides_on_the_language_only_where_nothing_else_does(
    arguments: tuple[str, ...], locale: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    with started("page", "--no-browser", *arguments) as (_, url):
        assert says in httpx.get(url, headers={"Accept-Language": "zh-CN"}).text


def test_only_this_machine_can_reach_it(command: Command) -> None:
    with pytest.raises(SystemExit) as ended:
        command("page", "--host", "0.0.0.0")  # noqa: S104
    assert ended.value.code == 2
    with started("page", "--no-browser") as (_, url):
        assert url.startswith("http://127.0.0.1:")


def test_a_browser_is_opened_with_a_key_that_is_not_printed(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(listen, "run", lambda _, listener, ready: (ready(), listener.close()))
    code, out, err = command("page")
    assert (code, out) == (0, "")
    assert len(opened) == 1
    assert opened[0] not in err
    assert opened[0].partition("?key=")[0] in err


def test_without_a_screen_no_browser_is_opened(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("a browser was opened"))
    monkeypatch.setattr(listen, "run", lambda _, listener, ready: (ready(), listener.close()))
    code, _, err = command("page")
    assert code == 0
    assert re.search(r"the page is at http://127\.0\.0\.1:\d+/enter\?key=\S{32}\n", err)


@pytest.mark.parametrize(("name", "code"), [("nowhere.csv", 66), ("a.exe", 2)])
def test_a_file_that_cannot_be_read_is_named(name: str, code: int, tmp_path: Path, command: Command) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    found, _, err = command("page", "--no-browser", tmp_path / name)
    assert (found, name in err) == (code, True)


@pytest.mark.usefixtures("without_framework")
def test_a_missing_framework_is_named(command: Command) -> None:
    code, _, err = command("page", "--no-browser")
    assert code == 1
    assert "pip install 'mvs-classifier[page]'" in err
