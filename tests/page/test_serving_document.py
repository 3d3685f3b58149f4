"""What docs/serving.md shows works as it is written there."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

import mvs_classifier as mvs
from mvs_classifier.cli.main import command_parser
from mvs_classifier.page import bodies
from tests.page.running import client_of, running, started

TEXT = (Path(__file__).parents[2] / "docs" / "serving.md").read_text(encoding="utf-8")


def block(language: str, holding: str) -> str:
    """Return the block of code that holds some words."""
    found = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return next(text for text in found if holding in text)


def test_the_recipe_for_pandas(client: httpx.Client) -> None:
    pytest.importorskip("pandas")
    address = str(client.base_url).rstrip("/")
    names: dict[str, Any] = {}
    exec(block("python", "pandas").replace("http://127.0.0.1:8000", address), names)  # noqa: S102
    assert names["table"]["label"].tolist() == ["sales", "marketing"]
    assert names["table"]["confidence"].tolist()[0] == mvs.classify("拜访客户，签订合同").confidence


def test_the_recipe_for_fastapi() -> None:
    pytest.importorskip("fastapi")
    names: dict[str, Any] = {}
    exec(block("python", "FastAPI"), names)  # noqa: S102
    with running(names["app"]) as url, client_of(url) as asking:
        answer = asking.post("/labels", json=["拜访客户", ""])
    assert answer.json() == [mvs.classify("拜访客户").to_dict(), mvs.classify("").to_dict()]


def test_the_container_runs_a_command_that_starts(tmp_path: Path) -> None:
    lines = block("dockerfile", "FROM").splitlines()
    assert len(lines) == 10
    assert "USER mvs" in lines
    program, name, *arguments = json.loads(lines[-1].removeprefix("CMD "))
    assert (program, name) == ("mvs-classifier", "serve")
    assert command_parser(name).read(arguments).port == 8000
    token = tmp_path / "token"
    token.write_text("a-token-for-tests-0123456789\n")
    with (
        started(name, "--host", "0.0.0.0", "--token-file", str(token)) as (_, url),  # noqa: S104
        client_of(url.replace("0.0.0.0", "127.0.0.1")) as asking,  # noqa: S104
    ):
        assert asking.get("/v1/health").json()["status"] == "ok"


def test_the_limits_are_those_of_the_service() -> None:
    assert f"{bodies.MOST_BYTES // 2**20} MiB, {bodies.MOST_TEXTS:,} texts or {bodies.MOST_JOBS:,} jobs" in TEXT
    assert f"with {bodies.MOST_LINES:,} lines together" in TEXT
    assert f"within {bodies._SECONDS:.0f} seconds" in TEXT


def test_every_status_is_listed() -> None:
    source = "".join(
        (Path(mvs.__file__).parent / "page" / name).read_text(encoding="utf-8")
        for name in ("service.py", "bodies.py", "problem.py")
    )
    statuses = {int(status) for status in re.findall(r"Problem\((\d{3}),", source)} | {404, 405}
    assert {int(status) for status in re.findall(r"^\| (\d{3}) \|", TEXT, re.MULTILINE)} == statuses
