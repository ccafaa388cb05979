"""What this process serves on the network, if it does: pages, routes and the gate share it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from app.codes import Codes
from app.guard import LOOPBACK
from app.lan import addresses
from capture import authority
from capture.authority import Certificates
from capture.site import Site

PAIR = "pair"
# Two codes may be out at once: the one in the terminal, and one that was asked for on a page.
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
    """``hosts`` are the names it answers to, without port; they change with the addresses."""

    site: Site
    host: IPv4Address
    ports: Ports
    certificates: Certificates
    tls: ssl.SSLContext
    hosts: set[str]
    on_paired: Callable[[str], None] = lambda _value: None
    codes: Codes = field(default_factory=Codes)

    def address(self) -> str:
        """Where a tablet finds this machine."""
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

        Connections from now on are shown the new certificate. Raises what ``ensure`` raises.
        """
        called = addresses.names(self.host)
        self.certificates = authority.ensure(self.site.settings, called, self.site.now())
        self.tls.load_cert_chain(self.certificates.server)
        self.hosts |= called.all()
        self.hosts &= called.all() | LOOPBACK
        return self.certificates.is_new


def open_lan(site: Site, host: IPv4Address, ports: Ports) -> Lan:
    """Certificates made or renewed, ready to be served. Raises what ``ensure`` raises."""
    called = addresses.names(host)
    made = authority.ensure(site.settings, called, site.now())
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    tls.load_cert_chain(made.server)
    return Lan(site, host, ports, made, tls, {*called.all(), *LOOPBACK})


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
