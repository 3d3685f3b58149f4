"""Who may use the page: whoever has the address that the program printed, and no page of another site."""

import secrets
import threading

from starlette.requests import Request

from mvs_classifier.i18n import _
from mvs_classifier.page.access import is_for_this_machine, is_from_here, is_same
from mvs_classifier.page.problem import Problem

_SAFE = ("GET", "HEAD")


class Keys:
    """The secrets of one run of the page.

    The address that the program prints holds a key; the address that opens a browser holds another that works once,
    because other users of the machine may see a browser's arguments. Either is exchanged for a cookie.
    """

    def __init__(self) -> None:
        self.printed = secrets.token_urlsafe(24)
        self._once = {secrets.token_urlsafe(24)}
        self._cookie = secrets.token_urlsafe(24)
        self._lock = threading.Lock()

    @property
    def once(self) -> str:
        """The key that works once."""
        return next(iter(self._once), "")

    def exchange(self, key: str) -> str | None:
        """Return the content of the cookie for a key, None for a wrong one."""
        with self._lock:
            if self._once and is_same(key, self.once):
                self._once.clear()
                return self._cookie
        return self._cookie if is_same(key, self.printed) else None

    def require(self, request: Request) -> None:
        """Raise unless a request comes from the page itself, or only looks.

        Raises:
            Problem: it has no cookie or a wrong one, or another site has sent it.
        """
        if not is_same(request.cookies.get(cookie_name(request), ""), self._cookie):
            raise Problem(403, "forbidden", _("the cookie is missing or wrong"))
        if request.method not in _SAFE and not (request.headers.get("origin") and is_from_here(request.headers)):
            raise Problem(403, "forbidden", _("changes must come from the page itself"))


def require_local(request: Request) -> None:
    """Raise unless a request names this machine.

    Raises:
        Problem: it names another host.
    """
    if not is_for_this_machine(request.headers):
        raise Problem(403, "forbidden", _("the request is for another host"))


def cookie_name(request: Request) -> str:
    """Return the name of the cookie; browsers send the cookies of all ports of a host to each of them."""
    return f"mvs_key_{request.scope['server'][1]}"
