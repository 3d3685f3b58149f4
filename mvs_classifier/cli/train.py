"""The command ``train``."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Never

from tqdm import tqdm

from mvs_classifier.cli.options import read_options

if TYPE_CHECKING:
    from mvs_classifier.training.result import TrainingResult

_REFUSED = 4


def run(options: Namespace) -> int:
    """Train a model, print the report, and say what became of the model."""
    from mvs_classifier.training.train import train

    with tqdm(bar_format="{desc} … {elapsed}", disable=None, file=sys.stderr, leave=False) as bar:
        result = train(
            *(options.add or ()),
            output=options.output,
            dry_run=options.dry_run,
            force=options.force,
            shipped_only=options.shipped,
            html=options.html,
            read=read_options(options),
            told=lambda what: _tell(bar, what),
        )
    print(_as_json(result) if options.json else result.report)
    refused = bool(result.report.gate and result.report.gate.reasons) and not options.force
    if options.html:
        print(f"report written to {options.html}", file=sys.stderr)
    print(_fate(options, result, refused=refused), file=sys.stderr)
    return _REFUSED if refused else 0


def _tell(bar: "tqdm[Never]", what: str) -> None:
    """Show on a terminal what is being done; that another process is waited for, anywhere."""
    from mvs_classifier.training.train import WAITING

    if what == WAITING and bar.disable:
        print(what, file=sys.stderr, flush=True)
    bar.set_description_str(what)


def _fate(options: Namespace, result: "TrainingResult", *, refused: bool) -> str:
    if refused:
        return (
            "mvs-classifier: the new model was refused, so it was not kept and nothing was changed; see the reasons "
            "above and `mvs-classifier check FILE`, mend or leave out examples, or give --force"
        )
    if result.installed:
        return "it is your current model now; `mvs-classifier models rollback` goes back"
    if options.dry_run:
        return "nothing was installed or written, as --dry-run asks"
    return f"written to {options.output}; your current model stays what it is"


def _as_json(result: "TrainingResult") -> str:
    import json

    report, gate = result.report, result.report.gate
    content = {
        **result.classifier.info.to_dict(),
        "installed": result.installed,
        "taught": report.taught,
        "new": len(report.new),
        "skipped": report.skipped,
        "notices": [notice._asdict() for notice in report.notices],
        "strayed": [
            {"text": one.example.text, "label": one.example.label, "verdict": one.prediction.label}
            for one in report.strayed
        ],
        "reasons": gate.reasons if gate else [],
        "comparisons": [
            {
                "texts": comparison.name,
                "count": comparison.texts,
                "figures": {
                    row.name: {
                        "current": row.change.previous,
                        "new": row.value,
                        "difference": row.change.difference,
                        "interval": list(row.change.interval),
                    }
                    for row in comparison.figures
                    if row.change
                },
            }
            for comparison in (gate.comparisons if gate else ())
        ],
        "shipped_lines_changed": gate.shipped[1].verdicts if gate else None,
    }
    return json.dumps(content, ensure_ascii=False)
