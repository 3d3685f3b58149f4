import socket
from pathlib import Path

import pytest

from tests.conftest import Command


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])  # noqa: S104
def test_without_a_token_only_this_machine_may_ask(host: str, command: Command) -> None:
    code, _, err = command("serve", "--host", host, "--port", "0")
    assert code == 2
    assert f"--host must be 127.0.0.1, not {host!r}" in err
    assert "--token-file" in err


@pytest.mark.parametrize(
    "content", [b"", b"short\n", b"with blanks in the middle", "密码密码密码密码密码密码密码密码".encode()]
)
def test_a_weak_token_is_refused(content: bytes, tmp_path: Path, command: Command) -> None:
    (tmp_path / "token").write_bytes(content)
    code, _, err = command("serve", "--token-file", tmp_path / "token")
    assert code == 2
    assert "the token in" in err
    assert content.decode().strip() not in err or not content


def test_a_missing_token_file_is_named(command: Command) -> None:
    code, _, err = command("serve", "--token-file", "nowhere.txt")
    assert code == 66
    assert "nowhere.txt" in err


def test_a_port_that_is_taken_is_named(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = command("serve", "--port", port)
    assert code == 2
    assert f"cannot listen on 127.0.0.1, port {port}" in err


def test_a_port_that_cannot_be_is_refused(command: Command) -> None:
    assert command("serve", "--port", 65536)[0] == 2


def test_an_unknown_model_is_refused(command: Command) -> None:
    code, _, err = command("serve", "--model", "nothing.joblib")
    assert code == 1
    assert "nothing.joblib" in err


@pytest.mark.usefixtures("without_framework")
def test_a_missing_framework_is_named(command: Command) -> None:
    code, _, err = command("serve")
    assert code == 1
    assert "pip install 'mvs-classifier[page]'" in err
