"""Applications that run while a test asks them."""

import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from starlette.types import ASGIApp

from mvs_classifier.page.listen import address_of, open_socket, server

PATIENCE = 120
"""Seconds to wait for an answer: a machine may have much else to do."""

_NOTHING_ENCRYPTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # else each client reads all certificates for 20 ms


def client_of(url: str, **options: Any) -> httpx.Client:
    """Return a client that waits for an answer as long as it may take."""
    return httpx.Client(base_url=url, timeout=PATIENCE, verify=_NOTHING_ENCRYPTED, **options)


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Run an application in a thread; yield its address."""
    with open_socket("127.0.0.1", 0) as listener:
        one = server(app)
        thread = threading.Thread(target=one.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address_of(listener)
        finally:
            one.should_exit = True
            thread.join()


@contextmanager
def started(
    *arguments: str, by: Sequence[str] = ("-m", "mvs_classifier"), **environment: str
) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """Start a command that listens, on any port; yield its process and its address."""
    command = [sys.executable, *by, *arguments, "--port", "0"]
    options = {"env": {**os.environ, "PYTHONUNBUFFERED": "1", **environment}, "encoding": "utf-8"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, **options) as process:  # type: ignore[call-overload]
        try:
            line = process.stderr.readline()
            yield process, next(word for word in line.replace("；", " ").replace(";", " ").split() if "://" in word)
        finally:
            process.kill()
