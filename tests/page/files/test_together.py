"""What happens at the same time does not meet."""

import asyncio
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from typing import Any

import pytest
from starlette.requests import Request

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page import filepages
from mvs_classifier.page import files as kept_files
from mvs_classifier.page.filepages import FilePages
from mvs_classifier.page.files import Files
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.labelling import Labelling
from tests.page.postings import ROWS, csv_of


class Slow:
    """A labelling that takes a while to be cancelled."""

    def __init__(self) -> None:
        self.cancelled_by: list[threading.Thread] = []

    def cancel(self) -> None:
        self.cancelled_by.append(threading.current_thread())
        time.sleep(0.1)


@pytest.fixture
def files() -> Iterator[Files]:
    with closing(Files()) as found:
        yield found


def request(body: bytes, **path: str) -> Request:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    return Request({"type": "http", "method": "POST", "headers": headers, "path_params": path}, receive)


def test_the_loop_does_not_wait_for_the_labelling_of_a_forgotten_file(files: Files) -> None:
    slow = Slow()

    async def drop_many() -> None:
        for number in range(kept_files._KEPT + 1):
            name = await files.receive(request(csv_of(ROWS)), "a.csv")
            file = files.get(name)
            assert file
            file.run = None if number else slow  # type: ignore[assignment]

    asyncio.run(drop_many())
    assert slow.cancelled_by
    assert threading.current_thread() not in slow.cancelled_by


def test_a_file_is_labelled_once_at_a_time(
    files: Files, classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[Labelling] = []
    running: list[int] = []

    class Counted(Labelling):
        def __init__(self, *args: Any) -> None:
            running.append(sum(run.is_running for run in runs))
            super().__init__(*args)
            runs.append(self)

    monkeypatch.setattr(filepages, "Labelling", Counted)
    pages = FilePages(InUse(lambda: classifier), files)

    async def label_twice() -> None:
        name = await files.receive(request(csv_of(ROWS * 2000)), "a.csv")
        file = files.get(name)
        assert file
        file.run = Slow()  # type: ignore[assignment]
        look: Any = None
        await asyncio.gather(*(pages.label(request(b"column=3", name=name), look) for _ in range(3)))

    asyncio.run(label_twice())
    assert running == [0, 0, 0]
