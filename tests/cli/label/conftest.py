"""What the tests of `label` share."""

import signal
from pathlib import Path

import pytest

from mvs_classifier.cli import main
from tests.cli.label.tables import Run


@pytest.fixture
def label(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run ``label`` in a folder of its own, in the small world; return exit code, output and messages."""
    monkeypatch.chdir(tmp_path)
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["label", *arguments])
        signal.signal(signal.SIGTERM, before)
        return (code, *capfd.readouterr())

    return run
