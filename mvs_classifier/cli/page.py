"""The command ``page``."""

import os
import sys
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from mvs_classifier.cli.options import Parser, add_language, add_model
from mvs_classifier.cli.output import say
from mvs_classifier.errors import MissingExtraError
from mvs_classifier.i18n import N_, _, language, locale_variable
from mvs_classifier.store.current import load

if TYPE_CHECKING:
    from mvs_classifier.page.keys import Keys

SUMMARY = N_("a page in your browser")
DESCRIPTION = N_("""\
Open a page in your browser, on this machine alone: paste a posting and its title, see what it is and why, and correct
what is wrong by a click or the keyboard; or drop a table, look through its rows, and download it labelled. What you
correct is on disk before the page says so. Ctrl-C stops it.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier page
  mvs-classifier page postings.xlsx
  mvs-classifier page --no-browser --port 8017
""")

_HOST = "127.0.0.1"


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "file",
        nargs="?",
        metavar="FILE",
        help=_("a table to label: CSV, Excel, JSON Lines, Parquet"),
    )
    add(
        "--port",
        type=int,
        default=0,
        metavar="N",
        help=_("the port (default: any free one)"),
    )
    add(
        "--no-browser",
        action="store_true",
        help=_("only print the address"),
    )
    add_model(parser)
    add_language(parser)


def run(options: Namespace) -> int:
    """Show the page until stopped."""
    try:
        from mvs_classifier.page import listen
        from mvs_classifier.page.files import Files
        from mvs_classifier.page.inuse import InUse
        from mvs_classifier.page.keys import Keys
        from mvs_classifier.page.site import site
    except ImportError as error:
        raise MissingExtraError("page", _("the page"), error) from error
    keys = Keys()
    with closing(Files()) as files:
        start = f"/file/{files.add(options.file)}" if options.file else "/"
        app = site(InUse(lambda: load(options.model)), keys, files, _language(options.lang), start)
        listener = listen.open_socket(_HOST, options.port)
        address = f"{listen.address_of(listener)}/enter?key="
        listen.run(app, listener, lambda: _announce(address, keys, opens=not options.no_browser and _has_browser()))
    say(_("stopped"))
    return 0


def _announce(address: str, keys: "Keys", *, opens: bool) -> None:
    shown = address + keys.printed
    say(_("the page is at {address}\nCtrl-C stops it; what you corrected is kept", address=shown))
    if opens:
        import webbrowser

        webbrowser.open(f"{address}{keys.once}")


def _language(asked: str | None) -> str | None:
    """The language that is spoken, if it was asked for or comes from the locale; else None, for that of the browser."""
    names_one = locale_variable().partition(".")[0] not in {"", "C", "POSIX"}
    return language() if asked or names_one else None


def _has_browser() -> bool:
    """Whether a browser would open a window, and not take over the terminal."""
    return sys.platform in {"win32", "darwin"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
