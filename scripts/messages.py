"""Bring the catalogues of messages up to date with the code; needs babel.

    python scripts/messages.py           extracts, merges and compiles; says which messages lack a translation
    python scripts/messages.py --check   changes nothing, and ends with 1 if a catalogue is not current or not complete

A catalogue is ``mvs_classifier/locale/LANGUAGE/LC_MESSAGES/mvs_classifier.po``; Python reads the ``.mo`` beside it.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from mvs_classifier.i18n import CATALOGUES, DOMAIN, N_, ngettext

ROOT = Path(__file__).parent.parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
METHODS = [("mvs_classifier/**.py", "python"), ("mvs_classifier/**.j2", "jinja2"), ("scripts/messages.py", "python")]


def what_argparse_says() -> list[str]:
    """Return the messages that argparse looks up in the catalogue of the program, in Python 3.11 to 3.14."""
    return [
        N_("usage: "),
        N_("positional arguments"),
        N_("options"),
        N_("show this help message and exit"),
        N_("%(prog)s: error: %(message)s\n"),
        N_("argument %(argument_name)s: %(message)s"),
        N_("unrecognized arguments: %s"),
        N_("the following arguments are required: %s"),
        N_("expected one argument"),
        N_("expected at most one argument"),
        N_("expected at least one argument"),
        ngettext("expected %s argument", "expected %s arguments", 1),
        N_("ambiguous option: %(option)s could match %(matches)s"),
        N_("not allowed with argument %s"),
        N_("one of the arguments %s is required"),
        N_("ignored explicit argument %r"),
        N_("invalid %(type)s value: %(value)r"),
        N_("invalid choice: %(value)r (choose from %(choices)s)"),
        N_("can't open '%(filename)s': %(error)s"),
    ]


def main() -> int:
    template = extracted()
    is_good = True
    for path in sorted(Path(CATALOGUES).glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        catalogue = current(path, template)
        po, mo = po_bytes(catalogue), mo_bytes(catalogue)
        lacking = untranslated(catalogue)
        for message in lacking:
            print(f"{path.relative_to(ROOT)}: no translation of {message!r}", file=sys.stderr)
        if "--check" not in sys.argv[1:]:
            path.write_bytes(po)
            path.with_suffix(".mo").write_bytes(mo)
        elif (path.read_bytes(), path.with_suffix(".mo").read_bytes()) != (po, mo):
            print(f"{path.relative_to(ROOT)} is not current; run python scripts/messages.py", file=sys.stderr)
            is_good = False
        is_good &= not lacking
    return int(not is_good)


class Messages(Catalog):
    """A catalogue whose header says what readers of it need, and no dates and versions, which change by themselves."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the header."""
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def extracted() -> Catalog:
    """Return the messages of the code."""
    template = Catalog()
    for file, _line, message, comments, context in extract_from_dir(
        ROOT, METHODS, {"**.j2": {"silent": "false"}}, KEYWORDS, ("Translators:",), directory_filter=_is_ours
    ):
        template.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return template


def current(path: Path, template: Catalog) -> Catalog:
    """Return a catalogue with the messages of the code, no more and no fewer."""
    with path.open("rb") as file:
        before = read_po(file, locale=path.parts[-3], domain=DOMAIN)
    catalogue = Messages(locale=before.locale, header_comment=before.header_comment, fuzzy=False)
    for message in template:
        if message.id:
            known = before.get(message.id)
            string = known.string if known else None
            catalogue.add(message.id, string, message.locations, auto_comments=message.auto_comments)
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages without a translation."""
    return [str(message.id) for message in catalogue if message.id and (message.fuzzy or not is_whole(message))]


def is_whole(message: Message) -> bool:
    forms = message.string if message.pluralizable else (message.string,)
    return all(forms)


def po_bytes(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalogue, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def _is_ours(folder: str) -> bool:
    return Path(folder).name not in {"tests", "benchmarks", "docs", "training_data", "models", "site"} and not Path(
        folder
    ).name.startswith(".")


if __name__ == "__main__":
    sys.exit(main())
