"""One question to a language model on the site's own network, and nothing to anybody else.

The endpoint speaks the protocol of OpenAI's chat completions, as vLLM, Ollama and llama.cpp do. Its
name is looked up once and every address must be private; the line goes to the address that was
checked, so that a second look-up cannot lead elsewhere. No proxy is asked, no redirect followed,
and time and size are bounded.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from capture.settings import Settings
from data_schemas.errors import ModelError, SettingsError

# Loopback, RFC 1918 and RFC 4193. Link-local is not among them: clouds answer secrets there.
OWN: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(one)
    for one in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128",
                "fc00::/7")
)  # fmt: skip
CONNECT_S = 5.0
ANSWER_S = 60.0
MOST_ASKED = 16_000
MOST_ANSWERED = 256 << 10
MOST_TOKENS = 1_024
_BLOCK = 1 << 14
_ADDRESS = (
    "SONMAT_LANGUAGE_MODEL_URL must be an http or https address such as http://10.0.0.5:8000/v1,"
    " without a name and password in it."
)


@dataclass(frozen=True)
class Endpoint:
    """Where the model answers. ``path`` is what stands before ``/chat/completions``."""

    scheme: str
    host: str
    port: int
    path: str
    model: str

    @property
    def label(self) -> str:
        """Who answered, for the provenance of what was made of it."""
        return f"{self.model} @ {self.host}"


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The endpoint that the site set, None if it set none. Raises SettingsError; asks nobody."""
    given = settings.language_model_url.strip()
    if not given:
        return None
    try:
        parts = urlsplit(given)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise SettingsError(_ADDRESS) from None
    plain = all(33 <= ord(c) < 127 and c != "\\" for c in given)
    usable = parts.scheme in ("http", "https") and parts.hostname and plain
    if not usable or "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingsError(_ADDRESS)
    if not settings.language_model_name.strip():
        raise SettingsError("Name the language model, too: set SONMAT_LANGUAGE_MODEL_NAME.")
    return Endpoint(
        scheme=parts.scheme,
        host=str(parts.hostname),
        port=port,
        path=parts.path.rstrip("/"),
        model=settings.language_model_name.strip(),
    )


def ask(endpoint: Endpoint, task: str, given: str, answer_s: float = ANSWER_S) -> str:
    """The model's answer to one message. Raises ModelError for anything but a whole answer."""
    body = {
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": task},
            {"role": "user", "content": given[:MOST_ASKED]},
        ],
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "stream": False,
    }
    answer = _told(endpoint, "POST", "/chat/completions", json.dumps(body).encode(), answer_s)
    try:
        said = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        said = None
    if not isinstance(said, str) or not said.strip():
        raise ModelError("The language model did not answer in a form that can be read.")
    return said


def look(endpoint: Endpoint, answer_s: float = CONNECT_S) -> None:
    """Whether it is there. Raises ModelError."""
    _told(endpoint, "GET", "/models", None, answer_s)


def own_address(host: str, port: int) -> str:
    """An address of ``host``; all that it has must be the site's own. Raises ModelError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ModelError(f"The language model's machine {host} is not known here.") from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(map(is_own, addresses)):
        raise ModelError(
            f"{host} is not in the site's own network, so no language model is asked there."
        )
    return addresses[0]


def is_own(address: str) -> bool:
    """Whether an address is loopback or private, whichever way it is written."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id:
            return False
        found = found.ipv4_mapped or found
    return any(found in network for network in OWN if network.version == found.version)


class _Line(http.client.HTTPConnection):
    """A line to the checked address, whatever the name leads to now."""

    def __init__(self, endpoint: Endpoint, address: str) -> None:
        super().__init__(endpoint.host, endpoint.port, timeout=CONNECT_S)
        self.address = address
        self.is_safe = endpoint.scheme == "https"

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), CONNECT_S)
        if self.is_safe:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def _told(endpoint: Endpoint, method: str, path: str, body: bytes | None, answer_s: float) -> bytes:
    line = _Line(endpoint, own_address(endpoint.host, endpoint.port))
    ends = time.monotonic() + answer_s
    # A server that sends a byte now and then would never run into the time of a single read.
    watch = threading.Timer(answer_s, _cut, (line,))
    watch.daemon = True
    try:
        line.connect()
        watch.start()
        line.sock.settimeout(answer_s)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        line.request(method, endpoint.path + path, body, headers)
        answer = line.getresponse()
        if answer.status != 200:
            raise ModelError(f"The language model refused to answer ({answer.status}).")
        return _whole(answer, ends)
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        raise ModelError(
            f"The language model on {endpoint.host} did not answer: see that it runs."
        ) from None
    finally:
        watch.cancel()
        line.close()


def _whole(answer: http.client.HTTPResponse, ends: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while block := answer.read1(_BLOCK):
        parts.append(block)
        size += len(block)
        if size > MOST_ANSWERED or time.monotonic() > ends:
            raise ModelError("The language model answered too much or too slowly.")
    return b"".join(parts)


def _cut(line: Any) -> None:
    try:
        line.sock.shutdown(socket.SHUT_RDWR)
    except (OSError, AttributeError):
        return
