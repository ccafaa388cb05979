"""A code for a new device, and the devices that were let in."""

from __future__ import annotations

import time

import segno
import streamlit as st

from app.lan import served
from app.lan.served import Lan
from app.language import _, later, n_
from app.plain import day
from capture import devices
from capture.pass_codes import LIFE_S, spaced
from capture.site import Site
from data_schemas.device import Device, DeviceKind
from data_schemas.rights import Actor

KINDS: dict[DeviceKind, str] = {
    DeviceKind.ANDROID: later("Android device"),
    DeviceKind.IPAD: later("iPad"),
    DeviceKind.IPHONE: later("iPhone"),
    DeviceKind.WINDOWS: later("Windows computer"),
    DeviceKind.MAC: later("Mac or iPad"),
    DeviceKind.LINUX: later("Linux computer"),
    DeviceKind.OTHER: later("Another device"),
}
CODE_LOOK = """<p style="font:700 2rem/1.2 ui-monospace,monospace;letter-spacing:.12em;margin:0">
{code}</p>"""
LOOK_AGAIN_S = 2.0
_SHOWN = "pairing-code"


def draw(site: Site, who: Actor) -> None:
    known = devices.list_devices(site, who)
    lan = served.current()
    left, right = st.columns(2, gap="large")
    with left:
        st.header(_("Let a new one in"), anchor=False)
        if lan is None:
            st.markdown(
                _(
                    "This machine is not open to its network. Stop Sonmat and start it again with"
                    " `sonmat serve --lan`; the window then shows what to do."
                )
            )
        else:
            _letting_in(lan, known)
    with right:
        st.header(_("Let in now"), anchor=False)
        if not known:
            st.caption(_("No device is let in."))
        for device in known:
            _card(site, who, device)


def _letting_in(lan: Lan, known: tuple[Device, ...]) -> None:
    if lan.given is None:
        _trusting(lan)
        st.markdown(
            _("2. Open {address} there, and enter a code.").format(address=f"`{lan.app_url()}`")
        )
    else:
        st.markdown(
            _("Open {address} there, and enter a code.").format(address=f"`{lan.app_url()}`")
        )
    code, until = st.session_state.get(_SHOWN, ("", 0.0))
    if code and lan.codes.holds(served.PAIR, served.PAGE) and time.monotonic() < until:
        st.fragment(_code, run_every=LOOK_AGAIN_S)(lan, code, until)
    elif code and any(device.id not in st.session_state["known-devices"] for device in known):
        st.success(_("A device was let in."))
    label = _("Another code") if code else _("Show a code")
    if st.button(label, key="new-code", type="secondary" if code else "primary"):
        fresh = lan.codes.give(served.PAIR, served.PAGE)
        st.session_state[_SHOWN] = (fresh, time.monotonic() + LIFE_S)
        st.session_state["known-devices"] = {device.id for device in known}
        st.rerun()


def _trusting(lan: Lan) -> None:
    st.markdown(
        _("1. Once on each device: open {address} there, and trust the certificate.").format(
            address=f"`{lan.trust_url()}`"
        )
    )
    _qr(lan.trust_url())
    st.caption(_("Its check number (SHA-256) must be this one:"))
    # In two lines, so that no pair of digits is torn apart.
    pairs = lan.certificates.digest.split(":")
    halves = (":".join(pairs[:16]), ":".join(pairs[16:]))
    st.code("\n".join(halves), language=None)


def _code(lan: Lan, code: str, until: float) -> None:
    """The code, until it was used or is too old."""
    if not lan.codes.holds(served.PAIR, served.PAGE):
        st.rerun()
    st.html(CODE_LOOK.format(code=spaced(code)))
    minutes = max(1, round((until - time.monotonic()) / 60))
    st.caption(n_("For one device, for {n} minute.", "For one device, for {n} minutes.", minutes))
    _qr(lan.pairing_url(code))


def _qr(text: str) -> None:
    drawn = segno.make(text, error="m", micro=False)
    st.image(drawn.svg_inline(scale=5, border=2, light="#fff"), width=190)


def _card(site: Site, who: Actor, device: Device) -> None:
    with st.container(border=True, key=f"device-{device.id}"):
        what, end = st.columns([3, 1.4], vertical_alignment="center")
        what.markdown(f"**{_(KINDS[device.kind])}** &ensp; `{device.id}`")
        what.caption(
            _("Let in {when}, until {until}").format(
                when=day(device.paired_at), until=day(device.until)[:10]
            )
        )
        if end.button(_("Send away"), key=f"revoke-{device.id}", width="stretch"):
            devices.revoke(site, who, device.id)
            st.rerun()
