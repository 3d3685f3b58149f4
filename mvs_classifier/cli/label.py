"""The command ``label``."""

from argparse import Namespace, _ActionsContainer

from mvs_classifier.cli.options import Help, Parser, add_file, add_model, add_output, reading
from mvs_classifier.cli.output import argument_text, say
from mvs_classifier.cli.terminal import progress
from mvs_classifier.formats.registry import FORMATS
from mvs_classifier.store.current import load
from mvs_classifier.tables.judge import NO_CELL
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.tables.plan import STREAM, Summary
from mvs_classifier.tables.postings import hint_of_postings
from mvs_classifier.tables.tally import Tally

SUMMARY = "label a table: CSV, Excel, JSON Lines, Parquet"
DESCRIPTION = """\
Label each row of a table and write all rows, with their verdicts, to another table. The file extension decides on the
format: CSV, TSV, Excel (XLSX; XLS is only read), JSON Lines or Parquet. The encoding (UTF-8, UTF-16, GB18030) and the
delimiter of a CSV are detected. The new columns mvs_label, mvs_confidence, mvs_reason and mvs_model come right after
the input's. The output appears when it is complete; --resume continues an interrupted run.
"""
EXAMPLES = """\
examples:
  mvs-classifier label tasks.csv -o labelled.csv
  mvs-classifier label 岗位.xlsx -o 结果.xlsx --lang zh
  mvs-classifier label postings.csv -o labelled.csv --job --column 职位描述 --title-column 职位名称
"""

_SOME_NOT_READ = 3
_FORMATS = ", ".join(FORMATS)


def add_options(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument(
        "input",
        metavar="IN",
        help=Help("the table to read; - reads standard input", "要读的表格；- 为标准输入"),
    )
    wanted = Help("the table to write; - writes to standard output", "要写的表格；- 为标准输出")
    add_output(parser, wanted, required=True)
    _add_what_is_read(parser.add_argument_group("what is read"))
    written = parser.add_argument_group("what is written")
    _add_what_is_written(written)
    _add_for_people(written)
    _add_how_it_runs(parser.add_argument_group("how it runs"))


def _add_what_is_read(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--column",
        action="append",
        type=argument_text,
        default=[],
        metavar="COLUMN",
        help=Help(
            "the column of texts, by name or by number from 1 (default: detected); it may be repeated, and the columns "
            "are then joined",
            "文本所在的列：列名，或从 1 开始的序号（默认：自动识别）；可写多次，各列合在一起判断",
        ),
    )
    add(
        "--job",
        action="store_true",
        help=Help(
            "the texts are whole job descriptions, each labelled by its duties",
            "每个单元格是一整条招聘信息，按职责判断",
        ),
    )
    add(
        "--title-column",
        type=argument_text,
        metavar="COLUMN",
        help=Help(
            "with --job: the column of job titles, to compare them with the duties",
            "与 --job 同用：职位名称所在的列，与职责相比较",
        ),
    )
    add(
        "--format",
        metavar="FORMAT",
        help=Help(
            f"the input's format: {_FORMATS} (default: from the file extension)",
            f"输入的格式：{_FORMATS}（默认：按扩展名）",
        ),
    )
    add_file(group)
    add(
        "--no-header",
        action="store_true",
        help=Help(
            "the first row is data; columns are numbered from 1",
            "第一行就是数据，各列以 1 开始编号",
        ),
    )


def _add_what_is_written(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--output-format",
        metavar="FORMAT",
        help=Help("the output's format (default: from the file extension)", "输出的格式（默认：按扩展名）"),
    )
    add(
        "--explain",
        action="store_true",
        help=Help("add mvs_words: the words that support the label most", "加一列依据词"),
    )
    add(
        "--lang",
        default="en",
        metavar="LANGUAGE",
        help=Help(
            "the language of labels, reasons and column names, en or zh (default: en)",
            "类别、说明与列名的语言：en 或 zh（默认：en）",
        ),
    )
    add(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="P",
        help=Help(
            "leave the label empty below this confidence, 0 to 1 (default: 0)",
            "置信度低于它时类别留空，并写明原因，0 到 1（默认：0）",
        ),
    )
    add(
        "--safe-excel",
        action="store_true",
        help=Help(
            "put an apostrophe before CSV cells that a spreadsheet would run as formulas",
            "CSV 中会被电子表格当公式执行的单元格前加撇号",
        ),
    )


def _add_for_people(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--correct",
        action="store_true",
        help=Help(
            "add an empty column correct_label, with a drop-down in a workbook; fill it in and give the table to "
            "train --add",
            "加一列空白的“正确类别”（英文为 correct_label），在 Excel 中可下拉选择；填好后交给 train --add",
        ),
    )
    add(
        "--html",
        metavar="FILE",
        help=Help(
            "also write a report on the rows, one page to read, print or send: how many of each label, titles that "
            "promise something else, doubtful rows; needs mvs-classifier[report]",
            "另写一份网页报告，可阅读、打印、转发：各类别数量、名不副实的职位名称、没有把握的行；需要 "
            "mvs-classifier[report]",
        ),
    )
    add(
        "--by",
        action="append",
        type=argument_text,
        default=[],
        metavar="COLUMN",
        help=Help(
            "with --html: a column by which the report counts the labels; it may be repeated (default: company, trade "
            "and city, if there are such columns)",
            "与 --html 同用：报告按这一列分别统计各类别，可写多次（默认：公司、行业、城市列，有则统计）",
        ),
    )


def _add_how_it_runs(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--resume",
        action="store_true",
        help=Help("continue an interrupted run of the same command", "同一条命令中断后接着做"),
    )
    add(
        "--workers",
        type=int,
        metavar="N",
        help=Help("the number of processes (default: chosen from the file's size)", "进程数（默认：按文件大小决定）"),
    )
    add_model(group)


def run(options: Namespace) -> int:
    """Label a file, with a progress bar on a terminal, and print a summary."""
    with progress("", "B", unit_scale=True) as move:
        summary = label_file(load(options.model), options.input, options.output, _options(options), move)
    say("\n".join(_summary_lines(summary, options)))
    return _SOME_NOT_READ if summary.tally.reasons[NO_CELL] else 0


def _options(options: Namespace) -> Options:
    return Options(
        columns=tuple(options.column),
        title_column=options.title_column,
        request=Request(
            job=options.job,
            explain=options.explain,
            language=options.lang,
            min_confidence=options.min_confidence,
            correct=options.correct,
        ),
        format=options.format,
        output_format=options.output_format,
        **reading(options),
        header=not options.no_header,
        safe_excel=options.safe_excel,
        force=options.force,
        resume=options.resume,
        workers=options.workers,
        html=options.html,
        by=tuple(options.by),
    )


def _summary_lines(summary: Summary, options: Namespace) -> list[str]:
    report = [f"  report written to {options.html}"] if options.html else []
    if summary.was_finished:
        return [f"{options.output} is already complete: an earlier run of this command wrote it", *report]
    tally = summary.tally
    target = "standard output" if options.output == STREAM else options.output
    read = " + ".join(map(repr, summary.columns))
    return [
        f"{tally.rows:,} rows labelled by column {read}, written to {target}",
        *(f"  {note}" for note in summary.notes),
        *([f"  {summary.resumed:,} of them by the interrupted run"] if summary.resumed else []),
        *(_share(label, count, tally.rows) for label, count in sorted(tally.labels.items())),
        *(_share(f"no verdict: {why}", count, tally.rows) for why, count in sorted(tally.reasons.items())),
        *_remarks(tally, options),
        *report,
    ]


def _remarks(tally: Tally, options: Namespace) -> list[str]:
    lines = []
    if options.title_column:
        lines.append(f"  {tally.disagreeing:,} titles promise something else than the duties are")
    if tally.ragged:
        lines.append(f"  {tally.ragged:,} rows had more or fewer cells than the header; all cells were kept")
    if tally.reasons[NO_CELL]:
        lines.append("  some rows end before the column of texts and could not be read; check them")
    if not options.job and (hint := hint_of_postings(tally.characters, tally.filled)):
        lines.append(f"  {hint}")
    return lines


def _share(name: str, count: int, rows: int) -> str:
    return f"  {name:<36}{count:>12,}{count / rows:>8.1%}"
