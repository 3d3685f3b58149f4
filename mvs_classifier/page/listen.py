"""Runs an application until it is stopped."""

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from mvs_classifier.errors import UsageError, why
from mvs_classifier.i18n import _

_LAST_SECONDS = 10  # for requests that are being answered when the service is stopped


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: the address of an interface of this machine.
        port: the port; 0 for any that is free.

    Raises:
        UsageError: the port is taken, or there is no such address here.
    """
    if not 0 <= port <= 65535:  # noqa: PLR2004
        raise UsageError(_("the port must be between 0 and 65535, not {port}", port=port))
    try:
        family, _kind, _protocol, _canonical, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address, family=family, backlog=512)
    except OSError as error:
        raise UsageError(
            _(
                "cannot listen on {host}, port {port}: {reason}; choose another --port or --host",
                host=host,
                port=port,
                reason=why(error),
            )
        ) from error
    # connections inherit it: without it the body of an answer, which follows its head, can wait 40 ms for the client
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address of what listens, as a URL."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server(app: ASGIApp) -> uvicorn.Server:
    """Return a server of an application that writes nothing but errors and changes no logger."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
    )


def run(app: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Answer requests until Ctrl-C or SIGTERM; what is being answered then is finished first.

    Args:
        app: the application.
        listener: a socket that listens.
        ready: called before the first request is answered.
    """
    with suppress(KeyboardInterrupt), listener:
        ready()
        server(app).run(sockets=[listener])
