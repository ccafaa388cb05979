"""A wire to the server that is cut at a request of one's choice: the way a dying server looks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Wire:
    """Forwards one request a connection. Of the one with number ``cut`` the answer is lost."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listen = socket.create_server(("127.0.0.1", 0))
        self.cut: int | None = None
        self.count = 0
        self._fatal: Callable[[], None] | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listen.getsockname()[1]}"

    def arm(self, cut: int | None, fatal: Callable[[], None] | None = None) -> None:
        """From now on request number ``cut`` (from 0) is the last one that gets through.

        ``fatal`` is done as soon as it has, before there is any answer.
        """
        self.count, self.cut, self._fatal = 0, cut, fatal

    def close(self) -> None:
        self._listen.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listen.accept()
                threading.Thread(target=self._forward, args=(here,), daemon=True).start()

    def _forward(self, here: socket.socket) -> None:
        with here, suppress(OSError):
            request = _message(here)
            number, self.count = self.count, self.count + 1
            if not request or (self.cut is not None and number > self.cut):
                return
            with socket.create_connection(("127.0.0.1", self._to)) as there:
                there.sendall(_closing(request))
                if number == self.cut and self._fatal is not None:
                    self._fatal()
                    return
                answer = _all(there)
            if number != self.cut:
                here.sendall(_closing(answer))


def _message(one: socket.socket) -> bytes:
    """A whole request: its head, and as many bytes as that says."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = one.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n")
         if line.lower().startswith(b"content-length:")), 0,
    )  # fmt: skip
    while len(body) < length:
        body += one.recv(65536)
    return head + b"\r\n\r\n" + body


def _closing(message: bytes) -> bytes:
    """One message a connection, and both sides know it."""
    head, _, body = message.partition(b"\r\n\r\n")
    kept = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close"]) + b"\r\n\r\n" + body


def _all(one: socket.socket) -> bytes:
    data = b""
    while more := one.recv(65536):
        data += more
    return data
