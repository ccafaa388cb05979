"""What this machine is called on its network. Asks the kernel only: no request is sent."""

from __future__ import annotations

import fcntl
import re
import socket
import struct
from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path

from capture.authority import Names
from data_schemas.errors import SettingsError

EVERYWHERE = IPv4Address("0.0.0.0")
LOOPBACK = IPv4Address("127.0.0.1")
ROUTES = Path("/proc/net/route")
_SIOCGIFADDR = 0x8915
_HOST_NAME = re.compile(
    r"(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)


def listening(host: str) -> IPv4Address:
    """The address to listen on. Raises SettingsError for a name or an IPv6 address."""
    try:
        return IPv4Address("127.0.0.1" if host == "localhost" else host)
    except AddressValueError:
        raise SettingsError(
            f"With --lan, --host is an IPv4 address of this machine, or 0.0.0.0 for all of them;"
            f" {host!r} is none."
        ) from None


def reachable(host: IPv4Address) -> tuple[IPv4Address, ...]:
    """Where other devices find what listens on ``host``, the likeliest address first."""
    if host != EVERYWHERE:
        return (host,)
    first = _default_interface()
    names = sorted((name for _, name in socket.if_nameindex()), key=lambda name: name != first)
    found = (_address_of(name) for name in names)
    return tuple(dict.fromkeys(a for a in found if a is not None and not a.is_loopback))


def names(host: IPv4Address) -> Names:
    """Every name that what listens on ``host`` may be called by."""
    addresses = set(reachable(host))
    hosts = set()
    own = socket.gethostname().lower().rstrip(".")
    if _HOST_NAME.fullmatch(own):
        hosts |= {own, f"{own.partition('.')[0]}.local"}
    if host == EVERYWHERE or host.is_loopback:
        addresses.add(LOOPBACK)
        hosts.add("localhost")
    return Names(frozenset(addresses), frozenset(hosts))


def _default_interface() -> str:
    """The interface of the default route, empty if there is none."""
    with suppress(OSError):
        for line in ROUTES.read_text().splitlines()[1:]:
            name, destination, *_rest = line.split()
            if destination == "00000000":
                return name
    return ""


def _address_of(interface: str) -> IPv4Address | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, suppress(OSError):
        asked = struct.pack("256s", interface.encode()[:15])
        return IPv4Address(fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, asked)[20:24])
    return None
