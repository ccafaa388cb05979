"""Tablets of the network: let one in, see which are, send one away."""

from __future__ import annotations

from app import context, signin
from app.language import _
from app.layout import title
from app.pages.parts import devices


def draw() -> None:
    title(
        _("Tablets"),
        _("A tablet or phone on this network records at the workplace, with its own camera."),
    )
    devices.draw(context.site(), signin.current())
