"""The command ``train``."""

import os
from argparse import SUPPRESS, Namespace
from typing import TYPE_CHECKING, Any

from mvs_classifier.cli.options import Parser, add_labelled, add_language, read_options
from mvs_classifier.cli.output import say, show, show_json
from mvs_classifier.cli.terminal import stage
from mvs_classifier.errors import UsageError
from mvs_classifier.i18n import N_, _

if TYPE_CHECKING:
    from mvs_classifier.training.result import TrainingResult

SUMMARY = N_("teach the model your examples")
DESCRIPTION = N_("""\
Teach the model your own examples: a table with a column of texts and one of labels (marketing, sales, both, neither, or
市场, 销售, 营销+销售, 都不是), or a table that `label --correct` or `suggest` wrote, with correct_label filled in
where you know better. Everything known is learned again with them. With --job the texts are whole postings, as for
`label --job`: they come out as taught, and similar postings follow. The new model is measured against the current one,
and installed only if it is not worse; the old one stays, and `models rollback` goes back to it.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier train --add corrections.xlsx
  mvs-classifier train --add january.csv february.csv --dry-run
  mvs-classifier train --add labelled.xlsx --job --column 职位描述 --title-column 职位名称
  mvs-classifier train --add corrections.csv --html report.html
  mvs-classifier train -o my_model.joblib
""")

_REFUSED = 4


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "--add",
        nargs="+",
        action="extend",
        default=[],
        metavar="NEW",
        help=_("tables of new examples"),
    )
    add(
        "-o",
        "--output",
        metavar="FILE",
        help=_("write the model to a file instead of installing it"),
    )
    add("misplaced", nargs="*", help=SUPPRESS)
    add("--dry-run", action="store_true", help=_("report only"))
    add(
        "--force",
        action="store_true",
        help=_("install the model even if it is worse; `models` then says so"),
    )
    add(
        "--as-house-rules",
        action="store_true",
        help=_("the labels are meant as they are, even if the current model contradicts most of them"),
    )
    add("--shipped", action="store_true", help=_("leave out what was taught earlier"))
    add(
        "--html",
        metavar="FILE",
        help=_("also write the report as a page for a browser; needs mvs-classifier[report]"),
    )
    add("--json", action="store_true", help=_("print the report as JSON"))
    add_labelled(parser)
    add_language(parser)


def run(options: Namespace) -> int:
    """Train a model, print the report, and say what became of the model."""
    from mvs_classifier.training.train import WAITING, train

    if options.misplaced:
        raise UsageError(_("give the tables after --add: train --add {files}", files=" ".join(options.misplaced)))
    with stage(also_piped={_(WAITING)}) as tell:
        result = train(
            *options.add,
            output=options.output,
            dry_run=options.dry_run,
            force=options.force,
            as_house_rules=options.as_house_rules,
            shipped_only=options.shipped,
            html=options.html,
            read=read_options(options),
            told=lambda what: tell(_(what)),
        )
    gate = result.report.gate
    refused = gate is not None and not gate.allows(house_rules=options.as_house_rules) and not options.force
    try:
        _show(result, as_json=options.json)
    finally:  # what became of the model is said even if the report cannot be printed
        if options.html:
            say(_("report written to {path}", path=options.html))
        say(_fate(options, result, refused=refused))
    return _REFUSED if refused else 0


def _show(result: "TrainingResult", *, as_json: bool) -> None:
    if as_json:
        show_json(_record(result))
    else:
        show(str(result.report))


def _fate(options: Namespace, result: "TrainingResult", *, refused: bool) -> str:
    gate = result.report.gate
    if refused and gate and gate.passed:
        return "mvs-classifier: " + _(
            "the current model contradicts most of the new examples of which it is sure, so nothing was changed; see "
            "the rows above, and correct their labels, or add --as-house-rules if they are right as they are"
        )
    if refused:
        return "mvs-classifier: " + _(
            "the new model was refused, so it was not kept and nothing was changed; see the reasons above and "
            "`mvs-classifier {check}`, correct or leave out examples, or give --force",
            check=_check_of(options),
        )
    if result.installed:
        return _("it is your current model now; `mvs-classifier models rollback` goes back")
    if options.dry_run:
        return _("nothing was installed or written, as --dry-run asks")
    return _("written to {path}; your current model stays what it is", path=options.output)


def _check_of(options: Namespace) -> str:
    """The command that looks for wrong labels in what was to be taught, read as it was read here."""
    from shlex import quote

    words = ["check", quote(os.fspath(options.add[0])) if len(options.add) == 1 else _("FILE")]
    words += ["--job"] if options.job else []
    words += ["--title-column", quote(options.title_column)] if options.title_column else []
    return " ".join(words)


def _record(result: "TrainingResult") -> dict[str, Any]:
    report, gate = result.report, result.report.gate
    return {
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
        "untouched": report.untouched,
        "turned": [
            {"file": row.file, "line": row.line, "title": row.title, "before": row.before, "now": row.now}
            for row in report.turned
        ],
        "reasons": gate.reasons if gate else [],
        "question": list(gate.question.lines()) if gate and gate.question else [],
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
        "postings_changed": gate.postings[1].verdicts if gate else None,
    }
