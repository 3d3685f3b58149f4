"""What is the code like? Prints its figures: sizes, comments, and rules that a search holds.

    python -m benchmarks.house [FOLDER]

FOLDER is a checkout, by default this one; so two versions can be held side by side. The figures of a function count
its lines from ``def`` to the end, without decorators; those of comments leave docstrings out.
"""

import ast
import io
import re
import statistics
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = "mvs_classifier"
MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 50
LONGEST = 5
FORMATS = "formats/"
RULES = {
    "`isinstance` on a source outside formats/": (r"isinstance\(.*Source", FORMATS),
    "names of formats outside formats/": (r"""["']\.?(csv|tsv|xlsx|xlsm|xls|jsonl|ndjson|parquet)["']""", FORMATS),
    "scikit-learn imported outside training/": (r"^\s*(from|import) sklearn", "training/"),
    "`print` outside cli/": (r"^\s*print\(", "cli/"),
}
"""Patterns that only one folder may hold."""


class Module(NamedTuple):
    """A file of the package."""

    name: str
    text: str

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def comments(self) -> int:
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return sum(token.type == tokenize.COMMENT and not is_directive(token.string) for token in tokens)

    def functions(self) -> Iterator[tuple[int, str]]:
        """The lines and the name of each function and method."""
        for node in ast.walk(ast.parse(self.text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{self.name}:{node.lineno} {node.name}"


def is_directive(comment: str) -> bool:
    return bool(re.match(r"# (noqa|type:|pragma)", comment))


def main() -> None:
    root = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[1]
    package = modules(root / PACKAGE)
    functions = sorted((size for module in package for size in module.functions()), reverse=True)
    sizes = [size for size, _ in functions]
    print("| figure | value |\n| --- | --- |")
    for name, value in {
        "lines of the package": sum(module.lines for module in package),
        "modules": len(package),
        f"modules of more than {MOST_LINES_OF_A_MODULE} lines": over(package),
        "functions": len(functions),
        "lines of a function, median": f"{statistics.median(sizes):.0f}",
        "lines of a function, nine of ten at the most": f"{statistics.quantiles(sizes, n=10)[-1]:.0f}",
        f"functions of more than {MOST_LINES_OF_A_FUNCTION} lines": sum(s > MOST_LINES_OF_A_FUNCTION for s in sizes),
        "comments per 100 lines": per_100(package),
        "lines of the tests": sum(module.lines for module in modules(root / "tests")),
        "functions that test": sum(
            is_test(name) for module in modules(root / "tests") for _, name in module.functions()
        ),
        **{name: len(broken(package, *rule)) for name, rule in RULES.items()},
    }.items():
        print(f"| {name} | {value:,} |" if isinstance(value, int) else f"| {name} | {value} |")
    listed("Longest functions", [f"{size} {name}" for size, name in functions[:LONGEST]])
    densest = sorted(package, key=lambda module: -module.comments() / max(module.lines, 100))[:LONGEST]
    listed("Most comments per 100 lines", [f"{per_100([module])} {module.name}" for module in densest])
    for name, rule in RULES.items():
        listed(name, broken(package, *rule))


def modules(folder: Path) -> list[Module]:
    return [
        Module(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    ]


def over(package: list[Module]) -> str:
    return ", ".join(module.name for module in package if module.lines > MOST_LINES_OF_A_MODULE) or "0"


def per_100(package: list[Module]) -> str:
    lines = sum(module.lines for module in package)
    return f"{100 * sum(module.comments() for module in package) / max(lines, 1):.1f}"


def is_test(name: str) -> bool:
    return name.rpartition(" ")[2].startswith("test_")


def broken(package: list[Module], pattern: str, home: str) -> list[str]:
    """The lines outside a pattern's home that hold it."""
    return [
        f"{module.name}:{number} {line.strip()}"
        for module in package
        if not module.name.startswith(home)
        for number, line in enumerate(module.text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def listed(title: str, lines: list[str]) -> None:
    if lines:
        print(f"\n{title}:\n" + "\n".join(f"- {line}" for line in lines))


if __name__ == "__main__":
    main()
