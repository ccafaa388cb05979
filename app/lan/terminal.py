"""What ``sonmat serve --lan`` shows in the window in which it was started."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable

import segno

from app.lan.served import PAIR, Lan
from capture.certificate import Given
from capture.pass_codes import LIFE_S, spaced

# Light on dark whatever the window's own colours are: not every camera reads the reverse.
_COLOURS = ("\x1b[97;40m", "\x1b[0m")


def qr(text: str, *, coloured: bool = False) -> str:
    """A QR code of half blocks, some 20 lines of 40 signs."""
    out = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out, border=2, compact=True)
    lines = out.getvalue().splitlines()
    before, after = _COLOURS if coloured else ("", "")
    return "\n".join(f"{before}{line}{after}" for line in lines)


class Terminal:
    """Tells where to go, and gives out codes. ``tell`` writes to the window."""

    def __init__(self, lan: Lan, tell: Callable[[str], None]) -> None:
        self.lan = lan
        self.tell = tell
        self.coloured = sys.stderr.isatty()
        lan.on_paired = self.paired

    def welcome(self) -> None:
        lan = self.lan
        if lan.given is not None:
            self._welcome_known(lan.given)
            return
        if lan.certificates.is_new:
            self.tell("A new certificate was made: every device must trust it once.")
        self.tell(
            f"Sonmat is at http://127.0.0.1:{lan.ports.own} on this machine,"
            f" and at {lan.app_url()} on its network.\n\n"
            "1. Once on each tablet: trust the certificate. The page that explains it:\n\n"
            f"{self._qr(lan.trust_url())}\n\n{lan.trust_url()}\n\n"
            f"   Its check number (SHA-256) must be\n   {lan.certificates.digest}\n\n"
            "2. Then let the tablet in with a code:"
        )
        self._codes()

    def _codes(self) -> None:
        self.new_code()
        if sys.stdin is not None and sys.stdin.isatty():
            self.tell("Press Enter here for a new code.")
            threading.Thread(target=self._on_enter, daemon=True).start()
        else:
            self.tell("The page “Tablets” on this machine gives new codes.")

    def _welcome_known(self, given: Given) -> None:
        """Devices trust the company's certificate already: there is nothing to explain."""
        self.tell(
            f"Sonmat is at http://127.0.0.1:{self.lan.ports.own} on this machine,"
            f" and at {self.lan.app_url()} on its network, under the certificate of the company"
            f" (good until {given.ends_at:%Y-%m-%d}). Let a tablet in with a code:"
        )
        self._codes()

    def new_code(self) -> None:
        """It takes the place of the one that was shown here before."""
        code = self.lan.codes.give(PAIR, self.lan.window)
        url = self.lan.pairing_url(code)
        self.tell(
            f"\n{self._qr(url)}\n\n{self.lan.app_url()}/pair\n"
            f"   Code {spaced(code)}, good for one device and {LIFE_S / 60:.0f} minutes.\n"
        )

    def paired(self, value: str) -> None:
        self.tell("A device was let in. `sonmat devices list` shows all, `revoke` ends one.")
        if value == self.lan.window:
            self.new_code()

    def _on_enter(self) -> None:
        for _line in sys.stdin:
            self.new_code()

    def _qr(self, text: str) -> str:
        shown = qr(text, coloured=self.coloured)
        try:
            shown.encode(sys.stderr.encoding or "ascii")
        except UnicodeEncodeError:
            return "(This window cannot show the QR code: type the address.)"
        return shown
