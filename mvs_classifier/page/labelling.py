"""Labels a file in the background, with progress, until it is done or cancelled."""

import os
import threading
from contextlib import suppress
from contextvars import copy_context
from typing import NamedTuple

from mvs_classifier.errors import MvsError
from mvs_classifier.formats.registry import FORMATS, Format, open_source
from mvs_classifier.formats.source import Picker
from mvs_classifier.i18n import LANGUAGES, language
from mvs_classifier.log import logger
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page.results import Results, read_results
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.plan import Job, plan
from mvs_classifier.tables.report import write_rows_report


class _Cancelled(Exception):  # noqa: N818
    """Ends a run that nobody wants any more."""


class Work(NamedTuple):
    """What is labelled, and how.

    Attributes:
        path: the file.
        kind: its format.
        options: how it is labelled.
        picker: which cells are read.
    """

    path: str
    kind: Format
    options: Options
    picker: Picker


class Labelling:
    """One run. It begins at once.

    Attributes:
        name: a name of the run, by which a page of its rows is told from one of another run.
        output: the labelled file, once the run is done.
        results: its rows, once the run is done.
        is_job: whether its texts are whole postings.
        model: the fingerprint of the model that judges.
        error: why it failed, if it did.
    """

    def __init__(self, classifier: Classifier, work: Work) -> None:
        ending = FORMATS[work.kind.kept_as].endings[0]
        self.name = os.urandom(4).hex()
        self.output = os.path.join(os.path.dirname(work.path), f"output{ending}")
        self.results: Results | None = None
        self.is_job, self.model = work.options.request.job, classifier.fingerprint
        self.error = ""
        self._classifier, self._work = classifier, work
        for earlier in LANGUAGES:  # of a run before
            with suppress(FileNotFoundError):
                os.unlink(self._report(earlier))
        self._cancelled, self._reporting = threading.Event(), threading.Lock()
        self._progress: tuple[int, int | None] = (0, None)
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it is neither done nor failed nor cancelled."""
        return self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        done, total = self._progress
        return min(done / total, 1.0) if total else 0.0

    def cancel(self) -> None:
        """End the run, and wait until it has ended; nothing of its output stays."""
        self._cancelled.set()
        self._thread.join()

    def report(self) -> str:
        """Return the path of the report on the rows, which is written when it is asked for first in a language.

        Raises:
            MvsError: it cannot be written.
        """
        with self._reporting:
            path = self._report(language())
            if not os.path.exists(path):
                work = self._work
                options = work.options._replace(force=True, html=path)
                job = Job(work.path, work.path, self.output, self._classifier, options)
                subject = plan(job).subject(job)
                assert subject is not None  # noqa: S101  # a report is wanted
                write_rows_report(path, self._classifier, subject)
        return path

    def _report(self, code: str) -> str:
        return os.path.join(os.path.dirname(self._work.path), f"report.{code}.html")

    def _run(self) -> None:
        path, kind, options, picker = self._work
        try:
            options = options._replace(force=True)
            label_file(self._classifier, path, self.output, options, self._moved)
            self._progress = (1, 1)
            results = read_results(open_source(path, kind, options.source), self.output, picker, options.request)
            if not self._cancelled.is_set():
                self.results = results
        except _Cancelled:
            pass
        except MvsError as error:
            self.error = str(error).replace(path, f"input{kind.endings[0]}")
        except Exception as error:  # noqa: BLE001 - the page says that it failed, and the log why
            self.error = type(error).__name__
            if listener := logger():
                listener.exception("labelling a file failed")

    def _moved(self, done: int, total: int | None, _: str) -> None:
        self._progress = (done, total)
        if self._cancelled.is_set():
            raise _Cancelled
