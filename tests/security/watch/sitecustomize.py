"""Put on PYTHONPATH, it watches every Python process of a run: who asks for another machine?

Whatever names a host that is not this machine is written down and refused before it happens.
Python's own events tell of sockets that Python opens; ``strace`` tells of all others.
"""

import os
import sys

_ASKS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"})
_NAMES = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)
_HERE = ("127.", "::1", "localhost", "ip6-localhost", "0.0.0.0", "::")


def _host(event, args):
    if event in _NAMES:
        found = args[0]
        return found[0] if isinstance(found, tuple) else found
    address = args[1] if len(args) > 1 else None
    return address[0] if isinstance(address, tuple) else None


def _watch(event, args):
    if event not in _ASKS and event not in _NAMES:
        return
    host = _host(event, args)
    host = host.decode("latin-1") if isinstance(host, bytes) else host
    if not host or host.startswith(_HERE):
        return
    line = f"{event} {host} {' '.join(sys.argv)[:120]}\n"
    with open(os.environ["SONMAT_TEST_WATCH"], "a") as log:
        log.write(line)
    raise PermissionError(f"{host} is not this machine")


if os.environ.get("SONMAT_TEST_WATCH"):
    with open(os.environ["SONMAT_TEST_WATCH"], "a") as log:
        log.write(f"watching {os.getpid()}\n")
    sys.addaudithook(_watch)
