"""What a release of many sessions needs again later and cannot hold: laid aside, unreadable.

Blocks lie in a temporary file without a name, encrypted under a key that only this process has ever
had: they end with it, whatever ends it, and words of sessions are nowhere readable on the disk.
"""

from __future__ import annotations

import os
import tempfile
from array import array

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from capture.outgoing import speaking

KEY_BYTES, NONCE_BYTES = 32, 12


class Aside:
    """Blocks by number; 8 bytes of memory each."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed with the last who reads from it
        self._cipher = AESGCM(os.urandom(KEY_BYTES))
        self._ends = array("q", [0])

    def put(self, block: bytes) -> int:
        """The number under which ``get`` gives it back. ``StorageFull`` where it finds no room."""
        number = len(self._ends) - 1
        # each number is used once, so that no nonce comes twice under the key
        sealed = self._cipher.encrypt(_nonce(number), block, None)
        with speaking("a temporary file"):
            self._file.write(sealed)
            self._file.flush()
        self._ends.append(self._ends[-1] + len(sealed))
        return number

    def get(self, number: int) -> bytes:
        start, end = self._ends[number], self._ends[number + 1]
        # not by the file's own place, which writers of several formats would share
        sealed = os.pread(self._file.fileno(), end - start, start)
        return self._cipher.decrypt(_nonce(number), sealed, None)


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")
