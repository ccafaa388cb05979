"""Step 3: what the expert agrees to, use by use, and their signature. Nothing is ticked before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from app.language import _, current
from app.pages.parts import papers, people_present
from app.pages.parts.signing import Signature, sign
from app.pages.wizard.draft import Draft
from app.pages.wizard.walk import buttons
from app.plain import CLASSES, LEGAL
from app.print_route import SLIPS
from capture import consent, people
from capture.opening import Opening, open_session
from capture.texts import NEWEST, consent_text
from data_schemas.consent_text import ConsentText
from data_schemas.rights import Consent, ProtectionClass, Purpose


def draw(draft: Draft) -> None:
    text = consent_text(NEWEST, current())
    left, right = st.columns([3, 2], gap="large")
    with left:
        purposes, voice, named = _uses(draft, text)
    with right:
        st.header(_("Protection and rights"), anchor=False)
        kept = _frame(draft)
    asked = bool(purposes or voice or named)
    signature = sign(draft, asked)
    signed = kept.model_copy(
        update={
            "purposes": purposes,
            "voice_template": voice,
            "named_author": named,
            "present": people_present.values(draft.get("present", [])),
            "text_version": text.version,
            "text_language": text.language,
            "text_digest": text.digest,
            **signature.fields,
        }
    )
    label = _("Sign and keep") if asked else _("Continue without consent")
    if buttons(draft, _missing(signed, asked, draft.get("author", "")) or signature.missing, label):
        _keep(draft, signed, signature)


def _uses(draft: Draft, text: ConsentText) -> tuple[frozenset[Purpose], bool, bool]:
    st.header(text.title, anchor=False)
    st.markdown(text.introduction)
    papers.link(draft.site, draft.who, _("Print an empty form"), "blank")
    purposes = [
        purpose
        for purpose, said in text.purposes.items()
        if draft.keep(
            f"purpose-{purpose}",
            st.checkbox(said, key=draft.field(f"purpose-{purpose}", False)),
        )
    ]
    voice = draft.keep("voice", st.checkbox(text.voice, key=draft.field("voice", False)))
    named = draft.keep("named", st.checkbox(text.author, key=draft.field("named", False)))
    if named:
        _author(draft)
    with st.expander(_("Everything that is signed"), expanded=False):
        for part in text.parts:
            st.markdown(f"**{part.title}**  \n{part.text}")
    return frozenset(purposes), bool(voice), bool(named)


def _author(draft: Draft) -> None:
    expert = people.get_expert(draft.site, draft.who, draft.get("expert"))
    draft.values.setdefault("author", expert.author)
    author = st.text_input(
        _("Name to be named by"), max_chars=people.NAME_LIMIT, key=draft.field("author", "")
    )
    draft.keep("author", author.strip())


def _frame(draft: Draft) -> Consent:
    """Protection, law, time and rights."""
    classes = {one: _(text) for one, text in CLASSES.items()}
    protection = draft.keep("protection", st.selectbox(
        _("Protection"), options=list(classes), format_func=classes.__getitem__,
        key=draft.field("protection", ProtectionClass.RESTRICTED),
    ))  # fmt: skip
    legal = {one: _(text) for one, text in LEGAL.items()}
    basis = draft.keep("legal", st.selectbox(
        _("Legal basis"), options=list(legal), format_func=legal.__getitem__,
        key=draft.field("legal", "consent"),
    ))  # fmt: skip
    until = draft.keep(
        "until", st.date_input(_("Kept until"), key=draft.field("until", None), min_value=None)
    )
    holder = _line(draft, "holder", _("Holder of the rights"))
    contract = _line(draft, "contract", _("Contract about the rights"))
    council = _line(draft, "council", _("Agreement with the works council or union"))
    council_on = draft.keep(
        "council-on",
        st.date_input(_("Day of that agreement"), key=draft.field("council-on", None)),
    )
    return Consent(
        protection_class=protection,
        legal_basis=basis,
        retain_until=until,
        rights_holder=holder,
        contract=contract,
        works_council=council,
        works_council_on=council_on,
    )


def _line(draft: Draft, name: str, label: str) -> str:
    typed = st.text_input(label, max_chars=200, key=draft.field(name, ""))
    return str(draft.keep(name, " ".join(typed.split())))


def _missing(signed: Consent, asked: bool, author: str) -> str:
    """What is still to be filled in, as a sentence."""
    if asked and signed.retain_until is None:
        return _("Say until when it may be kept.")
    if signed.retain_until is not None and signed.retain_until <= date.today():
        return _("The last day of keeping must lie ahead.")
    if Purpose.SHARE in signed.purposes and not signed.contract:
        return _("Name the contract in which the partners stand.")
    if signed.named_author and not author:
        return _("Write the name that is told as the author, or take out the tick.")
    if bool(signed.works_council) != (signed.works_council_on is not None):
        return _("Name both the agreement with the works council and its day.")
    return ""


def _keep(draft: Draft, signed: Consent, signature: Signature) -> None:
    site, who = draft.site, draft.who
    expert = people.get_expert(site, who, draft.get("expert"))
    if signed.named_author:
        people.set_author(site, who, expert.id, draft.get("author", ""))
    if "session" not in draft.values:
        # First without any purpose: what is not signed yet grants nothing.
        opening = Opening(
            procedure=draft.get("procedure"),
            expert=expert.pseudonym,
            microphones=draft.get("microphones", "shared"),
        )
        draft.keep("session", open_session(site, who, opening).id)
    slip = consent.grant(site, who, draft.get("session"), signed, signature.proof)
    before = SLIPS.get(site, who, draft.get("slip", ""))
    if slip.everything is None and before is not None:
        # Signed again before anything was handed out: the code for everything was told already.
        slip = replace(slip, everything=before[1].everything)
    draft.keep("slip", SLIPS.put(site, who, (draft.get("session"), slip)))
    draft.go(4)
