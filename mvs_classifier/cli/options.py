"""How commands declare their options, and the options that several commands have."""

import argparse
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Self

from mvs_classifier.cli.output import argument_text, printable
from mvs_classifier.errors import UsageError

if TYPE_CHECKING:
    from mvs_classifier.training.labelled import ReadOptions


class Help(str):
    """A help text in English, with its Chinese version.

    Attributes:
        chinese: the text in Chinese.
    """

    __slots__ = ("chinese",)
    chinese: str

    def __new__(cls, english: str, chinese: str) -> Self:
        """Make it from both."""
        self = super().__new__(cls, english)
        self.chinese = chinese
        return self


class Parser(argparse.ArgumentParser):
    """A parser that keeps the line ends of its texts, and suggests the nearest name for a misspelt one."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        formatter = argparse.RawDescriptionHelpFormatter
        super().__init__(prog=prog, description=description, epilog=epilog, formatter_class=formatter)

    def read(self, arguments: Sequence[str]) -> Namespace:
        """Return the parsed arguments; a mistake ends the process with exit code 2."""
        for argument in arguments[: arguments.index("--") if "--" in arguments else None]:
            self._require_option(argument.partition("=")[0])
        return self.parse_args(arguments)

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and end the process."""
        super().error(printable(message))

    def _require_option(self, word: str) -> None:
        known = list(self._option_string_actions)
        is_option = word.startswith("--") and " " not in word
        if is_option and not any(option.startswith(word) for option in known):
            self.error(f"there is no option {word}{did_you_mean(word, known)}")


def did_you_mean(given: str, names: Iterable[str]) -> str:
    """Return the names that are nearest to a misspelt one, as the end of a sentence.

    >>> did_you_mean("lable", ["label", "train"])
    '; did you mean label?'
    """
    from difflib import get_close_matches

    near = get_close_matches(given, names, n=2)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def one_of(what: str, names: Sequence[str]) -> Callable[[str], str]:
    """Return the type of an argument that must be one of some names."""

    def checked(given: str) -> str:
        if given in names:
            return given
        hint = did_you_mean(given, names) or f"; choose one of {', '.join(names)}"
        raise argparse.ArgumentTypeError(f"there is no {what} {given!r:.60}{hint}")

    return checked


def add_model(parser: argparse._ActionsContainer) -> None:
    """Add the option that names the model."""
    parser.add_argument(
        "--model",
        metavar="FILE",
        help=Help(
            "a model file, or the name of an installed model (default: your current model)",
            "模型文件，或已启用过的模型的编号（默认：当前模型）",
        ),
    )


def add_output(parser: argparse._ActionsContainer, what: Help, *, required: bool = False) -> None:
    """Add the options that name a table to write and allow replacing it."""
    parser.add_argument("-o", "--output", required=required, metavar="OUT", help=what)
    add_force(parser)


def add_force(parser: argparse._ActionsContainer) -> None:
    """Add the option that allows replacing an output."""
    parser.add_argument(
        "--force",
        action="store_true",
        help=Help(
            "replace the output if it exists; the input is never replaced",
            "允许替换已有的输出文件；输入文件永远不会被覆盖",
        ),
    )


def add_labelled(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how files of labelled texts are read."""
    group = parser.add_argument_group("how the labelled texts are read")
    add = group.add_argument
    add(
        "--text-column",
        "--column",
        type=argument_text,
        metavar="COLUMN",
        help=Help(
            "the column of texts, by name or number (default: detected)",
            "文本所在的列：列名或序号（默认：自动识别）",
        ),
    )
    add(
        "--label-column",
        type=argument_text,
        metavar="COLUMN",
        help=Help(
            "the column of labels (default: correct_label, of which only filled cells count, otherwise label)",
            "类别所在的列（默认：correct_label，只计已填写的单元格；没有则为 label）",
        ),
    )
    add_job(group)
    add_file(group)


def add_job(parser: argparse._ActionsContainer) -> None:
    """Add the options for tables of whole postings."""
    add = parser.add_argument
    add(
        "--job",
        action="store_true",
        help=Help("the texts are whole job descriptions", "每个单元格是一整条招聘信息"),
    )
    add(
        "--title-column",
        type=argument_text,
        metavar="COLUMN",
        help=Help("with --job: the column of job titles", "与 --job 同用：职位名称所在的列"),
    )


def add_lines(parser: argparse._ActionsContainer) -> None:
    """Add the option that takes the duties out of whole postings."""
    parser.add_argument(
        "--lines",
        action="store_true",
        help=Help("with --job: each duty of a posting by itself", "与 --job 同用：逐条看每条招聘信息中的职责"),
    )


def require_job(options: Namespace) -> None:
    """Raise unless what needs whole postings is given with them.

    Raises:
        UsageError: it is not.
    """
    if options.lines and not options.job:
        raise UsageError("--lines needs --job: lines are taken out of whole postings")


def add_file(parser: argparse._ActionsContainer) -> None:
    """Add the options that say how a table's file is read."""
    add = parser.add_argument
    add(
        "-e",
        "--encoding",
        help=Help(
            "a text file's encoding (default: detected: UTF-8, UTF-16 or GB18030; Big5 must be named)",
            "文本文件的编码（默认：自动识别 UTF-8、UTF-16、GB18030；Big5 必须写明）",
        ),
    )
    add(
        "-d",
        "--delimiter",
        type=argument_text,
        metavar="CHAR",
        help=Help(
            "a CSV file's delimiter; tab or \\t is a tab (default: detected from the header: comma, tab, ; or |)",
            "CSV 的分隔符，制表符写 tab 或 \\t（默认：由表头识别逗号、制表符、; 或 |）",
        ),
    )
    add(
        "--sheet",
        type=argument_text,
        metavar="NAME",
        help=Help(
            "the sheet of a workbook (default: the first visible one with a table)",
            "工作簿中的工作表（默认：第一张有表格的可见工作表）",
        ),
    )
    _add_cells(parser)


def _add_cells(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add(
        "--header-row",
        type=int,
        metavar="N",
        help=Help(
            "the line or row that names the columns, counted from 1 (default: detected)",
            "列名所在的行，从 1 开始数（默认：自动识别）",
        ),
    )
    add(
        "--errors",
        default="strict",
        metavar="HOW",
        help=Help(
            "bytes that do not fit the encoding: strict stops with an error, replace writes � and counts them "
            "(default: strict)",
            "与编码不符的字节：strict 报错，replace 以 � 代替并计数（默认：strict）",
        ),
    )
    add(
        "--keep-na",
        action="store_true",
        help=Help(
            "read NULL, N/A and the like as texts (default: as empty cells)",
            "把 NULL、N/A 等表示“无”的词当作文本（默认：当作空单元格）",
        ),
    )


def reading(options: Namespace) -> dict[str, Any]:
    """Return the values of the options of :func:`add_file`, by their names in the library."""
    names = ("encoding", "delimiter", "sheet", "header_row", "errors", "keep_na")
    return {name: getattr(options, name) for name in names}


def read_options(options: Namespace) -> "ReadOptions":
    """Return how files of labelled texts are to be read."""
    from mvs_classifier.training.labelled import ReadOptions

    return ReadOptions(
        text_column=options.text_column,
        label_column=options.label_column,
        job=options.job,
        title_column=options.title_column,
        **reading(options),
    )
