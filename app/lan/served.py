"""What this process serves on the network, if it does: pages, routes and the gate share it."""

from __future__ import annotations

import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from app.guard import LOOPBACK
from app.lan import addresses
from capture import authority, certificate
from capture.authority import Certificates
from capture.certificate import Given
from capture.pass_codes import Codes
from capture.site import Site

PAIR = "pair"
# Two codes may be out at once: the one in the terminal of each server, and one that was asked for
# on a page.
TERMINAL, PAGE = "terminal", "page"
# What the gate found out, told to pages and routes; from the network it is always taken off.
VISITOR = "x-sonmat-visitor"


@dataclass(frozen=True)
class Ports:
    """``app``: TLS, for paired devices. ``trust``: the page that explains. ``own``: loopback."""

    app: int
    trust: int
    own: int


@dataclass
class Lan:
    """``hosts`` are the names it answers to, without port; they change with the addresses.

    ``made``: certificates of the site's own authority, which devices must be told to trust;
    ``given``: the company's instead, which they trust already. One of the two is there.
    """

    site: Site
    host: IPv4Address
    ports: Ports
    made: Certificates | None
    given: Given | None
    tls: ssl.SSLContext
    hosts: set[str]
    on_paired: Callable[[str], None] = lambda _value: None
    codes: Codes = field(init=False)
    # What the code in this process's own window was given for.
    window: str = field(default_factory=lambda: f"{TERMINAL} {secrets.token_hex(4)}")

    def __post_init__(self) -> None:
        self.codes = Codes(self.site)

    @property
    def certificates(self) -> Certificates:
        """Those of the site's own authority; asked for only where there are any."""
        assert self.made is not None
        return self.made

    def address(self) -> str:
        """Where a tablet finds this machine: under the first name that the certificate is for."""
        if self.given is not None:
            return self.given.names[0]
        found = addresses.reachable(self.host)
        return str(found[0] if found else addresses.LOOPBACK)

    def app_url(self) -> str:
        return f"https://{self.address()}:{self.ports.app}"

    def trust_url(self) -> str:
        return f"http://{self.address()}:{self.ports.trust}"

    def pairing_url(self, code: str) -> str:
        """What the QR code holds. The code stands behind the ``#``, which is sent to nobody."""
        return f"{self.app_url()}/pair#{code}"

    def renew(self) -> bool:
        """Follow the machine's addresses; whether devices must trust a new authority.

        A certificate of the company is read again, since somebody may have put a newer one there.
        Connections from now on are shown the new one. Raises what ``ensure`` and ``given`` raise.
        """
        if self.given is not None:
            return self._read_again()
        called = addresses.names(self.host)
        self.made = authority.ensure(self.site.settings, called, self.site.now())
        self.tls.load_cert_chain(self.certificates.server)
        self.hosts |= called.all()
        self.hosts &= called.all() | LOOPBACK
        return self.certificates.is_new

    def _read_again(self) -> bool:
        self.given = certificate.given(self.site.settings, self.site.now())
        assert self.given is not None
        self.tls.load_cert_chain(self.given.file, self.given.key)
        self.hosts |= set(self.given.names)
        return False


def open_lan(site: Site, host: IPv4Address, ports: Ports) -> Lan:
    """Certificates made, renewed or read, ready to be served.

    Raises what ``ensure`` and ``given`` raise.
    """
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    given = certificate.given(site.settings, site.now())
    if given is not None:
        tls.load_cert_chain(given.file, given.key)
        return Lan(site, host, ports, None, given, tls, {*given.names, *LOOPBACK})
    called = addresses.names(host)
    made = authority.ensure(site.settings, called, site.now())
    tls.load_cert_chain(made.server)
    return Lan(site, host, ports, made, None, tls, {*called.all(), *LOOPBACK})


_lock = threading.Lock()
_lan: Lan | None = None


def use(lan: Lan | None) -> None:
    """Serve this from now on; None: this machine only."""
    global _lan
    with _lock:
        _lan = lan


def current() -> Lan | None:
    with _lock:
        return _lan
