"""Write the tables of options in the documents from the parsers of the commands.

    python scripts/write_options.py           writes them
    python scripts/write_options.py --check   says which documents are not current, and ends with 1 if one is not

A table is between ``<!-- options of COMMAND -->`` and ``<!-- end of options -->``; in documents whose names end in
``.zh-CN.md`` it is in Chinese.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mvs_classifier.cli.main import COMMANDS, command_parser
from mvs_classifier.i18n import speaking

ROOT = Path(__file__).parent.parent
TABLE = re.compile(r"(<!-- options of (\w+) -->\n).*?(<!-- end of options -->)", re.DOTALL)
HEADS = {False: ("option", "what it does"), True: ("选项", "作用")}


def main() -> int:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    outdated = [document for document in documents if current(document) != document.read_text(encoding="utf-8")]
    for document in outdated:
        if "--check" in sys.argv[1:]:
            print(f"{document.relative_to(ROOT)} is not current; run python scripts/write_options.py", file=sys.stderr)
        else:
            document.write_text(current(document), encoding="utf-8")
    return int(bool(outdated) and "--check" in sys.argv[1:])


def current(document: Path) -> str:
    """Return what a document holds once its tables are current."""
    in_chinese = document.name.endswith(".zh-CN.md")
    text = document.read_text(encoding="utf-8")
    return TABLE.sub(lambda found: f"{found[1]}\n{table(found[2], in_chinese=in_chinese)}\n{found[3]}", text)


def table(command: str, *, in_chinese: bool) -> str:
    """Return the table of a command's options."""
    if command not in COMMANDS:
        raise SystemExit(f"there is no command {command}")
    with speaking("zh" if in_chinese else "en"):
        rows = [HEADS[in_chinese], ("---", "---"), *map(row, actions(command))]
    return "".join(f"| {name} | {what} |\n" for name, what in rows)


def actions(command: str) -> Iterator[argparse.Action]:
    """Yield the options of a command as they are in its help, without the help itself."""
    for group in command_parser(command)._action_groups:
        yield from (
            action for action in group._group_actions if action.dest != "help" and action.help != argparse.SUPPRESS
        )


def row(action: argparse.Action) -> tuple[str, str]:
    """Return an option and what it does."""
    names = ", ".join(f"`{name}`" for name in action.option_strings[:-1])
    last = " ".join(filter(None, [*action.option_strings[-1:], value(action)]))
    assert action.help, f"{last} has no help"
    return f"{names}, `{last}`" if names else f"`{last}`", action.help.replace("|", r"\|")


def value(action: argparse.Action) -> str:
    """Return how an option's value is called; empty for a switch."""
    if action.nargs == 0:
        return ""
    name = str(action.metavar or action.dest.upper())
    return f"{name}…" if action.nargs in {"+", "*"} else name


if __name__ == "__main__":
    sys.exit(main())
