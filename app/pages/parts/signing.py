"""How consent is signed: drawn on the screen, typed, or on paper that is scanned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import problems
from app.language import _, current
from app.plain import SIGNINGS
from app.signature import signature
from capture.consent import Proof
from capture.formats.scans import SCAN_LIMIT, check_scan
from data_schemas.errors import InputError
from data_schemas.rights import Signing

if TYPE_CHECKING:
    from app.pages.wizard.draft import Draft


@dataclass(frozen=True)
class Signature:
    """``fields`` of the consent, and the picture or scan beside; ``missing`` is a sentence."""

    fields: dict[str, Any] = field(default_factory=dict)
    proof: Proof | None = None
    missing: str = ""


def sign(draft: Draft, asked: bool) -> Signature:
    """Ask for a signature where there is something to sign."""
    st.header(_("Signature"), anchor=False)
    if not asked:
        st.caption(
            _("Nothing is ticked, so there is nothing to sign: the recording stays here, for its"
              " owner only.")
        )  # fmt: skip
        return Signature()
    names = {one: _(text) for one, text in SIGNINGS.items()}
    how: Signing = st.radio(
        _("How it is signed"),
        options=list(names),
        format_func=names.__getitem__,
        horizontal=True,
        key=draft.field("how", "drawn"),
    )
    draft.keep("how", how)
    proof, missing = _proof(draft, how)
    name, day, place = st.columns(3)
    signed_by = name.text_input(
        _("Name of who signs"), max_chars=80, key=draft.field("signed-by", "")
    )
    signed_at = day.date_input(_("Signed on"), key=draft.field("signed-at", date.today()))
    where = place.text_input(_("Place"), max_chars=80, key=draft.field("place", ""))
    for key, value in (("signed-by", signed_by), ("signed-at", signed_at), ("place", where)):
        draft.keep(key, value)
    fields = {
        "signed_by": signed_by.strip(),
        "signed_at": signed_at if isinstance(signed_at, date) else None,
        "signed_how": how,
        "place": where.strip(),
    }
    if not (fields["signed_by"] and fields["signed_at"]):
        missing = _("Fill in the name of who signs, and the day.")
    return Signature(fields, proof, missing)


def _proof(draft: Draft, how: Signing) -> tuple[Proof | None, str]:
    if how == "typed":
        st.caption(_("The name below stands for the signature."))
        return None, ""
    data = _drawn(draft) if how == "drawn" else _scanned(draft)
    if data is None:
        return None, _("The signature is still missing.")
    if how == "paper":
        try:
            check_scan(data)
        except InputError as error:
            return None, problems.told(error)
    return Proof(data), ""


def _drawn(draft: Draft) -> bytes | None:
    labels = {
        "pad": _("Sign here with finger, pen or mouse"),
        "clear": _("Sign again"),
        "signed": _("Signed."),
        "empty": _("Sign here with finger, pen or mouse. Without any of them, type your name."),
    }
    return signature(labels, current(), key=f"wizard-pad-{draft.name}")


def _scanned(draft: Draft) -> bytes | None:
    given = st.file_uploader(
        _("Scan of the signed form: JPEG, PNG or PDF, up to {n} MB").format(n=SCAN_LIMIT >> 20),
        type=["jpg", "jpeg", "png", "pdf"],
        key=f"wizard-scan-{draft.name}",
    )
    return given.getvalue() if given else None
