"""Who may ask: tokens, and requests that a browser sends for another site."""

from hmac import compare_digest
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from mvs_classifier.errors import InputNotFoundError, UsageError, why
from mvs_classifier.i18n import _

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
"""The hosts that only this machine reaches."""

_SHORTEST = 16


def read_token(path: str) -> str:
    """Return the token in a file, without blanks around it.

    Raises:
        InputNotFoundError: the file cannot be read.
        UsageError: the token is short, or has characters that a header cannot carry.
    """
    try:
        with open(path, encoding="ascii") as file:
            token = file.read(4096).strip()
    except OSError as error:
        raise InputNotFoundError(
            _("cannot read the token file {path}: {reason}", path=path, reason=why(error))
        ) from error
    except UnicodeError as error:
        raise UsageError(_("the token in {path} must consist of ASCII characters", path=path)) from error
    if len(token) < _SHORTEST or not token.isprintable() or " " in token:
        raise UsageError(
            _(
                "the token in {path} must be at least {shortest} letters and digits without blanks; "
                'python -c "import secrets; print(secrets.token_urlsafe())" prints a good one',
                path=path,
                shortest=_SHORTEST,
            )
        )
    return token


def is_same(given: str, token: str) -> bool:
    """Return whether a given token is the right one, in a time that does not tell how much of it is right."""
    return compare_digest(given.encode("utf-8", "surrogatepass"), token.encode())


def bearer(headers: Headers) -> str | None:
    """Return the token of the header ``Authorization: Bearer``; None without one."""
    scheme, _blank, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def is_for_this_machine(headers: Headers) -> bool:
    """Return whether the header Host names this machine; a page that rebinds a name of its own to it does not."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname in LOCAL_HOSTS
    except ValueError:
        return False


def is_from_here(headers: Headers) -> bool:
    """Return whether a request comes from no page of another site."""
    origin = headers.get("origin")
    return origin is None or origin == f"http://{headers.get('host', '')}"
