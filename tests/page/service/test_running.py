"""The service while it runs: many clients, who may ask, another model, its end."""

import json
import signal
import socket
import threading
from pathlib import Path

import httpx
import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.container import joined, split
from mvs_classifier.page.service import service
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes
from mvs_classifier.store.current import current_classifier
from mvs_classifier.store.state import read_state
from tests.page.running import PATIENCE, client_of, running, started
from tests.page.service.answers import HEAD, JSON, SALES, TEXTS, answered, refused

SECRET = "for-tests-" * 3


def test_a_connection_that_ends_early_disturbs_nobody(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(40):  # more than are read at once
        with socket.create_connection(
            (client.base_url.host, client.base_url.port or 0), timeout=PATIENCE
        ) as connection:
            connection.sendall(HEAD + b"Content-Length: 9\r\n\r\n{")
    assert len(answered(client.post("/v1/classify", json={"texts": TEXTS}))["predictions"]) == len(TEXTS)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


def test_many_clients_at_once_get_their_own_answers(client: httpx.Client) -> None:
    ask_from_many_clients(str(client.base_url), clients=32, rounds=3, large=100)


@pytest.mark.slow
def test_many_clients_for_long_get_their_own_answers(client: httpx.Client) -> None:
    ask_from_many_clients(str(client.base_url), clients=64, rounds=150, large=500)


def ask_from_many_clients(url: str, clients: int, rounds: int, large: int) -> None:
    """Ask from many clients at once; every third request is a mistake, and every tenth a large one."""
    verdicts = {text: mvs.classify(text).to_dict() for text in (*TEXTS, *(f"拜访第{n}个客户" for n in range(clients)))}
    wrong: list[object] = []

    def ask(number: int) -> None:
        own = f"拜访第{number}个客户"
        with client_of(url) as asking:
            for place in range(rounds):
                texts = [own, *TEXTS[:3]] * (large if (number + place) % 10 == 0 else 1)
                response = asking.post("/v1/classify", json={"texts": texts})
                if response.json().get("predictions") != [verdicts[text] for text in texts]:
                    wrong.append(response.text[:200])
                if (number + place) % 3 == 0 and asking.post("/v1/jobs", content=b"{", headers=JSON).status_code != 400:
                    wrong.append("a mistake was not refused")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_model_with_a_figure_that_is_not_a_number_is_not_served(tmp_path: Path) -> None:
    parts = split(Path(shipped_model()).read_bytes())
    parts.about = parts.about.replace(b'"metrics": {', b'"metrics": {"x": NaN, ')
    path = tmp_path / "model.joblib"
    path.write_bytes(joined(parts))
    with pytest.raises(ModelFileError, match="not finite"):
        service(lambda: mvs.load(path), None)


def test_a_token_is_asked_for() -> None:
    with running(service(current_classifier, SECRET)) as url, client_of(url) as asking:
        for given_token in (None, "", "Bearer", f"Bearer {SECRET}x", f"Bearer {SECRET[:-1]}", SECRET, "Basic eA=="):
            response = asking.get("/v1/model", headers={} if given_token is None else {"Authorization": given_token})
            assert refused(response) == (401, "unauthorized"), given_token
            assert response.headers["www-authenticate"] == "Bearer"
        assert refused(asking.post("/v1/reload")) == (401, "unauthorized")
        assert refused(asking.get("/nothing")) == (401, "unauthorized")
        assert answered(asking.get("/v1/health"))["status"] == "ok"
        with_token = {"Authorization": f"bearer {SECRET}", "Host": "service.example"}
        assert answered(asking.get("/v1/model", headers=with_token))["fingerprint"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "example.com"},
        {"Host": "example.com:8000"},
        {"Host": "[bad"},
        {"Host": ""},
        {"Host": "127.0.0.1.example.com"},
        {"Origin": "https://example.com"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
    ],
)
def test_without_a_token_no_web_page_may_ask(client: httpx.Client, headers: dict[str, str]) -> None:
    assert refused(client.post("/v1/reload", headers=headers)) == (403, "forbidden")


def test_a_model_is_taken_up_only_when_asked(taught: Path) -> None:
    three = list(read_state().versions)
    with running(service(current_classifier)) as url, client_of(url) as asking:
        changes.use(three[0])
        assert answered(asking.get("/v1/health"))["model"] == three[2]
        assert answered(asking.post("/v1/classify", json={"texts": [SALES]}))["model"] == three[2]
        assert answered(asking.post("/v1/reload")) == {"model": three[0], "previous": three[2]}
        assert answered(asking.post("/v1/classify", json={"texts": [SALES]}))["model"] == three[0]


def test_a_damaged_model_is_not_taken_up(taught: Path) -> None:
    three = list(read_state().versions)
    with running(service(current_classifier)) as url, client_of(url) as asking:
        changes.use(three[0])
        (taught / "models" / f"{three[0]}.joblib").write_bytes(b"damaged")
        assert refused(asking.post("/v1/reload")) == (500, "model_unreadable")
        assert answered(asking.post("/v1/classify", json={"texts": [SALES]}))["model"] == three[2]


def test_a_failure_is_reported_without_details(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    with running(service(current_classifier)) as url, client_of(url) as asking:
        monkeypatch.setattr(Classifier, "classify", fail)
        response = asking.post("/v1/classify", json={"texts": [SALES]})
        assert refused(response) == (500, "internal")
        assert "secret" not in response.text
    assert "a secret" in caplog.text


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_what_is_being_answered_is_finished_before_the_end(number: signal.Signals) -> None:
    body = json.dumps({"texts": [SALES]}).encode()
    head = HEAD + f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode()
    with started("serve") as (process, url):
        host = httpx.URL(url)
        with socket.create_connection((host.host, host.port or 0), timeout=PATIENCE) as connection:
            connection.sendall(head + body[:5])
            assert connection.recv(4096).startswith(b"HTTP/1.1 100")  # it is being read
            process.send_signal(number)
            connection.sendall(body[5:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"label": "sales"' in answer
        assert process.stderr is not None
        assert process.stderr.read() == "stopped\n"
        assert process.wait(PATIENCE) == 0
