"""The line to a language model: to the site's own network only, bounded, and to nobody else."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from capture.settings import Settings
from data_schemas.errors import ModelError, SettingsError
from pipelines import local_model
from pipelines.local_model import MOST_ANSWERED, Endpoint, ask, endpoint_of, is_own, look
from tests.pipelines.language_model import Model, answering

REAL = socket.getaddrinfo


@pytest.fixture
def model() -> Iterator[Model]:
    with answering(Model(says="hello")) as made:
        yield made


def endpoint(url: str, name: str = "our-model") -> Endpoint:
    found = endpoint_of(Settings(language_model_url=url, language_model_name=name))
    assert found is not None
    return found


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """The name ``model.site`` has these addresses; what was looked up is told."""
    looked: list[str] = []

    def found(host: str, port: int, *given: int, **named: int) -> object:
        looked.append(host)
        if host != "model.site":
            return REAL(host, port, *given, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return looked


def test_it_is_off_by_default_and_needs_a_name() -> None:
    assert endpoint_of(Settings()) is None
    with pytest.raises(SettingsError, match="SONMAT_LANGUAGE_MODEL_NAME"):
        endpoint("http://10.0.0.5/v1", "  ")


def test_a_question_is_asked_and_answered(model: Model) -> None:
    assert ask(endpoint(model.url), "Reword.", "물어본 말") == "hello"
    ((path, headers, body),) = model.asked
    assert path == "/v1/chat/completions" and body["model"] == "our-model"
    assert [one["content"] for one in body["messages"]] == ["Reword.", "물어본 말"]
    assert not {"authorization", "cookie", "proxy-authorization"} & {h.lower() for h in headers}
    look(endpoint(model.url))
    assert model.asked[-1][0] == "/v1/models"


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.5@8.8.8.8/v1", "http://8.8.8.8@10.0.0.5/v1", "http://u:p@10.0.0.5/v1",
        "ftp://10.0.0.5/v1", "file:///etc/passwd", "10.0.0.5:8000", "//10.0.0.5/v1", "http://",
        "http://10.0.0.5:99999/v1", "http://10.0.0.5:x/v1", "http://10.0.0.5/v1?to=8.8.8.8",
        "http://10.0.0.5/v1#x", "http://10.0.0.5\\@8.8.8.8/v1", "http://10.0.0.5/v1\r\nHost: x",
        "http://10.0.0.5 .evil/v1", "http://[::1", "http://모델/v1",
    ],
)  # fmt: skip
def test_an_address_with_a_trick_in_it_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SONMAT_LANGUAGE_MODEL_URL"):
        endpoint(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.9.9.9", "10.0.0.5", "172.16.0.1", "172.31.255.255", "192.168.1.1", "::1",
     "fd00::5", "::ffff:10.0.0.5"],
)  # fmt: skip
def test_the_sites_own_addresses(address: str) -> None:
    assert is_own(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "172.32.0.1", "172.15.255.255", "192.169.0.1", "11.0.0.1", "0.0.0.0",
     "169.254.169.254", "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "::",
     "2001:4860:4860::8888", "2001:db8::1", "fe80::1", "fe80::1%eth0", "fd00::1%eth0",
     "::ffff:8.8.8.8", "64:ff9b::a00:5", "2002:a00:5::1", "not an address", ""],
)  # fmt: skip
def test_addresses_that_are_not_the_sites_own(address: str) -> None:
    assert not is_own(address)


@pytest.mark.parametrize("url", ["http://8.8.8.8/v1", "http://169.254.169.254/v1",
                                 "http://[2001:db8::1]/v1", "http://0.0.0.0/v1",
                                 "http://134744072/v1"])  # fmt: skip
def test_no_line_is_opened_to_another_network(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("a line"))
    with pytest.raises(ModelError, match="own network"):
        ask(endpoint(url), "a", "b")


@pytest.mark.parametrize(
    "addresses", [("8.8.8.8",), ("10.0.0.5", "8.8.8.8"), ("8.8.8.8", "127.0.0.1"), ()]
)
def test_a_name_with_any_public_address_is_refused(
    addresses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_to(monkeypatch, *addresses)
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("a line"))
    with pytest.raises(ModelError, match="own network"):
        ask(endpoint("http://model.site/v1"), "a", "b")


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = leads_to(monkeypatch, "127.0.0.1")
    assert ask(endpoint(f"http://model.site:{model.port}/v1"), "a", "b") == "hello"
    assert looked.count("model.site") == 1
    assert model.asked[0][1]["Host"] == f"model.site:{model.port}"


def test_a_redirect_is_not_followed(model: Model) -> None:
    with answering(Model(says="stolen")) as other:
        for status in (301, 302, 307, 308):
            model.status, model.headers = status, {"location": other.url}
            with pytest.raises(ModelError, match=f"refused to answer \\({status}\\)"):
                ask(endpoint(model.url), "a", "the words of an answer")
        assert other.asked == []


def test_no_proxy_of_the_environment_is_asked(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(Model(says="stolen")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        assert ask(endpoint(model.url), "a", "b") == "hello"
        assert proxy.asked == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"not json", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": 1}]}',
     b'{"choices": [{"message": {"content": null}}]}', b"[" * 100_000,
     b'{"choices": [{"message": {"content": "  "}}]}', b"\xff\xfe\x00"],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_one_sentence(model: Model, raw: bytes) -> None:
    model.raw = raw
    with pytest.raises(ModelError, match="in a form that can be read"):
        ask(endpoint(model.url), "a", "b")


def test_an_endless_answer_is_cut_off(model: Model) -> None:
    model.raw = b" " * (MOST_ANSWERED + 1)
    with pytest.raises(ModelError, match="too much"):
        ask(endpoint(model.url), "a", "b")


def test_an_answer_that_drips_is_cut_off_in_time(model: Model) -> None:
    model.drip_s, model.raw = 0.05, b" " * 100_000  # more than an hour of it
    with pytest.raises(ModelError):
        ask(endpoint(model.url), "a", "b", answer_s=0.5)


def test_one_that_is_not_there_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for call in (lambda e: ask(e, "a", "b"), look):
        with pytest.raises(ModelError, match="did not answer: see that it runs"):
            call(endpoint(f"http://127.0.0.1:{port}/v1"))
    with pytest.raises(ModelError, match="not known here"):
        ask(endpoint("http://nowhere.invalid/v1"), "a", "b")


def test_what_is_asked_is_bounded(model: Model) -> None:
    ask(endpoint(model.url), "a", "x" * 100_000)
    assert len(model.asked[0][2]["messages"][1]["content"]) == local_model.MOST_ASKED
