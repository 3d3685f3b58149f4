"""The process of its own that trains for the page, so that the page never waits and never imports scikit-learn."""

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple

from mvs_classifier.errors import MvsError
from mvs_classifier.i18n import speaking

if TYPE_CHECKING:
    from mvs_classifier.training.gate import Gate
    from mvs_classifier.training.result import TrainingResult


class Decision(NamedTuple):
    """What is to become of the model.

    Attributes:
        installs: whether to install it if it is not worse; else it is only tried.
        as_meant: whether the user says that the corrections are meant as they are.
        force: whether to install it even if it is worse.
    """

    installs: bool = False
    as_meant: bool = False
    force: bool = False


class Wish(NamedTuple):
    """What is to be trained.

    Attributes:
        lines: the file of corrected lines; None without any.
        postings: the file of corrected postings; None without any.
        decision: what is to become of the model.
        language: the language in which it is told what happens.
    """

    lines: str | None
    postings: str | None
    decision: Decision
    language: str


def run(wish: Wish, connection: Connection) -> None:
    """Train, and send what is being done as a str, at last the result as a dict or an error in one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the page, which ends this process
    threading.Thread(target=_end_with_the_page, daemon=True).start()
    with speaking(wish.language):
        _train(wish, connection)


def _train(wish: Wish, connection: Connection) -> None:
    try:
        from mvs_classifier.training.labelled import ReadOptions
        from mvs_classifier.training.train import train

        result = train(
            *([wish.lines] if wish.lines else []),
            postings=[wish.postings] if wish.postings else [],
            dry_run=not wish.decision.installs,
            read=ReadOptions(text_column="text", label_column="label", keep_na=True),
            told=connection.send,
            as_house_rules=wish.decision.as_meant,
            force=wish.decision.force,
        )
        connection.send(_record(result))
    except MvsError as error:
        connection.send({"error": str(error)})
    except Exception as error:  # noqa: BLE001 - the page says that it failed
        connection.send({"error": f"{type(error).__name__}: {error}"})


def _end_with_the_page() -> None:
    """Wait until the page has ended, however it did, and end then."""
    if page := parent_process():
        page.join()
        os._exit(1)


def _record(result: "TrainingResult") -> dict[str, Any]:
    """What the page shows of a training, as plain values."""
    from mvs_classifier.page.asking import question_of

    report, gate = result.report, result.report.gate
    question = question_of(gate)
    return {
        "model": report.model,
        "installed": result.installed,
        "taught": report.taught,
        "as_taught": report.taught - len(report.strayed),
        "new": len(report.new),
        "known": report.known,
        "reasons": list(gate.reasons) if gate else [],
        "question": question,
        "comparisons": list(map(_comparison, gate.comparisons)) if gate else [],
        "changed": _changed(gate),
        "report": str(report),
    }


def _comparison(comparison: Any) -> dict[str, Any]:
    main = next((row for row in comparison.figures if row.name == "macro_f1"), comparison.figures[0])
    before = main.change.previous if main.change else None
    return {"name": comparison.name, "texts": comparison.texts, "before": before, "now": main.value}


def _changed(gate: "Gate | None") -> dict[str, int]:
    lines, changes = gate.shipped if gate else (0, None)
    return {"lines": lines, "changed": changes.verdicts if changes else 0}
