"""How fast are the service and the page? python -m benchmarks.serving [--clients N] [--seconds S]

Clients that keep their connections ask for one text at a time, first the service, then the same model behind FastAPI as
one would write it by hand. Then the page: from its start to the first answer, and 10,000 rows of a table from the start
of the run to the labelled file. Needs the extras ``page`` and ``test``.
"""

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SERVICE = [sys.executable, "-m", "mvs_classifier", "serve", "--port", "0"]
PAGE = [sys.executable, "-m", "mvs_classifier", "page", "--no-browser", "--port", "0"]
BY_HAND = """
import socket, sys, uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from mvs_classifier import classify

class Asked(BaseModel):
    texts: list[str]

app = FastAPI()

@app.post("/v1/classify")
def answer(asked: Asked) -> list[dict]:
    return [classify(text).to_dict() for text in asked.texts]

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
print(f"http://127.0.0.1:{port}", file=sys.stderr, flush=True)
uvicorn.run(app, port=port, log_level="error")
"""
ASKED = {"texts": ["负责拜访客户，完成季度销售指标"]}
ROWS = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10.0)
    wanted = parser.parse_args()
    print("| | requests a second | latency, median | 99 of 100 within |\n| --- | --- | --- | --- |")
    for name, command in (("serve", SERVICE), ("FastAPI by hand", [sys.executable, "-c", BY_HAND])):
        with started(command) as (address, _):
            took = asyncio.run(ask(address, wanted.clients, wanted.seconds))
            middle, late = statistics.median(took), statistics.quantiles(took, n=100)[98]
            print(f"| {name} | {len(took) / wanted.seconds:,.0f} | {1000 * middle:.1f} ms | {1000 * late:.1f} ms |")
    print("\n| the page | seconds |\n| --- | --- |")
    bare, page = bare_start(), start_of_page()
    print(f"| from start to the first answer, beyond Python's own start | {page - bare:.2f} |")
    print(f"| {ROWS:,} rows, from the start of the run to the labelled file | {rows_labelled():.2f} |")


@contextmanager
def started(command: list[str]) -> Iterator[tuple[str, float]]:
    """Start what listens; yield its address and when it was started."""
    began = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"}, text=True) as process:
        assert process.stderr
        try:
            yield re.findall(r"http://[^\s;；]+", process.stderr.readline())[0], began
        finally:
            process.terminate()


async def ask(address: str, clients: int, seconds: float) -> list[float]:
    """Ask again and again; return how long each answer took."""
    took: list[float] = []

    async def one() -> None:
        async with httpx.AsyncClient(base_url=address) as client:
            await asked_until_answered(client)
            end = time.perf_counter() + seconds
            while (began := time.perf_counter()) < end:
                (await client.post("/v1/classify", json=ASKED)).raise_for_status()
                took.append(time.perf_counter() - began)

    await asyncio.gather(*(one() for _ in range(clients)))
    return took


async def asked_until_answered(client: httpx.AsyncClient) -> None:
    """Wait for the first answer, which may come only when the model is loaded."""
    while True:
        try:
            (await client.post("/v1/classify", json=ASKED)).raise_for_status()
        except httpx.TransportError:
            await asyncio.sleep(0.1)
        else:
            return


def bare_start() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


def start_of_page() -> float:
    with started(PAGE) as (address, began), httpx.Client() as client:
        assert "<textarea" in entered(client, address).text
        return time.perf_counter() - began


def entered(client: httpx.Client, address: str) -> httpx.Response:
    """The page behind the one that takes the key, to which it leads a browser."""
    leads = re.search(r'url=([^"]+)"', client.get(address).text)
    assert leads
    return client.get(httpx.URL(address).join(leads[1]))


def rows_labelled() -> float:
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "rows.csv")
        lines = [f"{number},负责第 {number} 号门店的客户拜访与签约" for number in range(ROWS)]
        table.write_text("\n".join(["编号,任务", *lines]), encoding="utf-8")
        with started([*PAGE, str(table)]) as (address, _), httpx.Client() as client:
            plan = entered(client, address)
            origin = {"Origin": str(plan.url.join("/")).rstrip("/")}
            began = time.perf_counter()
            begun = client.post(f"{plan.url}/label", headers=origin, data=fields(plan.text))
            assert begun.status_code == httpx.codes.SEE_OTHER, begun.text
            while (done := client.get(f"{plan.url}/download")).status_code != httpx.codes.OK:
                time.sleep(0.02)
            assert done.text.count("\n") >= ROWS
            return time.perf_counter() - began


def fields(html: str) -> dict[str, str]:
    """What the form of the page would send as it is."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


if __name__ == "__main__":
    main()
