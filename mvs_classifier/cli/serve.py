"""The command ``serve``."""

from argparse import Namespace
from collections.abc import Callable

from mvs_classifier.cli.options import Parser, add_language, add_model
from mvs_classifier.cli.output import say
from mvs_classifier.errors import MissingExtraError, UsageError
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.store.current import current_classifier, load

SUMMARY = N_("answer over HTTP")
DESCRIPTION = N_("""\
Answer over HTTP, as JSON: POST /v1/classify, POST /v1/jobs, GET /v1/model, GET /v1/health. GET /v1/openapi.json
describes them. Without --token-file it can only be reached from this machine. A model that was switched with
`models use` is taken up by POST /v1/reload. Ctrl-C or SIGTERM stops it after the requests that are being answered.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier serve
  mvs-classifier serve --host 0.0.0.0 --port 8000 --token-file token.txt
""")


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "--host",
        default="127.0.0.1",
        help=_("the address to listen on; other than this machine's own it needs --token-file (default: 127.0.0.1)"),
    )
    add(
        "--port",
        type=int,
        default=8000,
        metavar="N",
        help=_("the port, or 0 for any free one (default: 8000)"),
    )
    add(
        "--token-file",
        metavar="FILE",
        help=_("a file with the token that requests must carry, as Authorization: Bearer TOKEN"),
    )
    add_model(parser)
    add_language(parser)


def run(options: Namespace) -> int:
    """Answer requests until stopped."""
    try:
        from mvs_classifier.page import access, listen
        from mvs_classifier.page.service import service
    except ImportError as error:
        raise MissingExtraError("page", _("the service"), error) from error
    token = access.read_token(options.token_file) if options.token_file else None
    if token is None and options.host not in access.LOCAL_HOSTS:
        raise UsageError(
            _(
                "without a token only this machine may ask, so --host must be 127.0.0.1, not {host!r:.60}; "
                "give --token-file to let others ask",
                host=options.host,
            )
        )
    app = service(_loader(options.model), token)
    listener = listen.open_socket(options.host, options.port)
    told = _("listening on {address}; Ctrl-C stops it", address=listen.address_of(listener))
    listen.run(app, listener, lambda: say(told))
    say(_("stopped"))
    return 0


def _loader(name: str | None) -> Callable[[], Classifier]:
    return current_classifier if name is None else lambda: load(name)
