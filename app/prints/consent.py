"""The consent form, blank or as it was signed, and the copy that the expert takes home."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from app.plain import AGREED, CLASSES, LEGAL, PURPOSES, ROLES
from app.prints.html import Html, Say, box, rows, sheet, tag, void
from capture.withdrawal import Slip
from data_schemas.consent_text import ConsentText
from data_schemas.rights import Consent, Purpose


@dataclass(frozen=True)
class About:
    """Whose consent, to which work; empty on a blank form."""

    job: str = ""
    expert: str = ""
    session: str = ""


@dataclass(frozen=True)
class Paper:
    """What is signed and by what. ``text`` is None where another text than ours was signed.

    ``consent`` None is a blank form; ``picture`` is a drawn signature as PNG; ``scanned`` says that
    the signature is on a paper form that was scanned.
    """

    text: ConsentText | None
    about: About
    consent: Consent | None = None
    picture: bytes | None = None
    scanned: bool = False


def form(_: Say, lang: str, paper: Paper) -> str:
    title = paper.text.title if paper.text else _("Consent")
    return sheet(title, lang, _("Print"), *_form(_, paper))


def copy(_: Say, lang: str, paper: Paper, slip: Slip | None) -> str:
    """The form as signed, behind the codes that end it where they are still known."""
    title = _("Your copy")
    return sheet(title, lang, _("Print"), *_codes(_, slip), *_form(_, paper))


def _form(_: Say, paper: Paper) -> tuple[Html, ...]:
    text, consent, about = paper.text, paper.consent, paper.about
    named = [part for part in (about.session, about.job, about.expert) if part]
    return (
        tag("h1", text.title if text else _("Consent")),
        tag("p", " · ".join(named), class_="below"),
        tag("p", text.introduction if text else _untold(_, consent)),
        _ticks(_, text, consent),
        _parts(text),
        _facts(_, paper),
        _present(_, consent),
        _signature(_, paper),
        _which(_, text),
    )


def _untold(_: Say, consent: Consent | None) -> str:
    """Why there are no sentences of ours to show."""
    if consent is None or consent.signed_at is None:
        return _("Nothing was signed yet.")
    return _("Another text than one of this program was signed: see the paper form.")


def _ticks(_: Say, text: ConsentText | None, consent: Consent | None) -> Html:
    granted = consent or Consent()
    lines = [
        (purpose in granted.purposes, text.purposes[purpose] if text else _(PURPOSES[purpose]))
        for purpose in Purpose
    ]
    lines.append(
        (granted.voice_template, text.voice if text else _("The voice may be recognised."))
    )
    lines.append(
        (granted.named_author, text.author if text else _("The name may be told as the author."))
    )

    def line(ticked: bool, said: str) -> Html:
        # A screen reader hears what the box shows.
        heard = _("agreed") if ticked else _("not agreed")
        hidden = tag("span", "", role="img", aria_label=heard) if consent else None
        return tag("li", box(ticked), hidden, said)

    return tag("ul", *(line(ticked, said) for ticked, said in lines))


def _facts(_: Say, paper: Paper) -> Html:
    consent = paper.consent
    given = consent or Consent(legal_basis="")
    council = " · ".join(
        part for part in (given.works_council, str(given.works_council_on or "")) if part
    )
    known = LEGAL.get(given.legal_basis)
    legal = _(known) if known else given.legal_basis
    # What was left empty when it was signed is told as empty: no line is left to write on.
    empty = "" if consent is None else "–"
    about = ((_("Job"), ""), (_("Pseudonym of the expert"), "")) if paper.consent is None else ()
    return rows(
        *about,
        (_("Protection"), _(CLASSES[given.protection_class]) if consent else ""),
        (_("Legal basis"), legal or empty),
        (_("Kept until"), str(given.retain_until or empty)),
        (_("Holder of the rights"), given.rights_holder or empty),
        (_("Contract about the rights"), given.contract or empty),
        (_("Agreement with the works council or union"), council or empty),
    )


def _present(_: Say, consent: Consent | None) -> Html:
    if consent is None or not consent.present:
        return Html("")
    lines = (
        tag("li", f"{_(ROLES[one.role])}: {one.label} ({_(AGREED[one.agreed])})")
        for one in consent.present
    )
    return tag("section", tag("h2", _("Who else is heard or seen")), tag("ul", *lines))


def _signature(_: Say, paper: Paper) -> Html:
    consent = paper.consent or Consent()
    if paper.picture is not None:
        data = base64.b64encode(paper.picture).decode()
        mark = void("img", src=f"data:image/png;base64,{data}", alt=_("Signature"))
    elif paper.scanned:
        mark = tag("p", _("Signed on paper; the scan is kept with the recording."))
    elif consent.signed_how == "typed":
        mark = tag("p", _("Signed by typing the name."))
    else:
        mark = tag("div", "", class_="space")
    empty = "" if paper.consent is None else "–"
    facts = rows(
        (_("Name"), consent.signed_by or empty),
        (_("Day"), str(consent.signed_at or empty)),
        (_("Place"), consent.place or empty),
    )
    return tag("section", tag("h2", _("Signature")), mark, facts, class_="sign")


def _parts(text: ConsentText | None) -> Html:
    made = (
        (tag("section", tag("h2", one.title), tag("p", one.text)) for one in text.parts)
        if text
        else ()
    )
    return tag("div", *made, class_="parts")


def _which(_: Say, text: ConsentText | None) -> Html:
    if text is None:
        return Html("")
    told = _("Text {version} ({language}), check sum {digest}").format(
        version=text.version, language=text.language, digest=text.digest[:16]
    )
    return tag("p", told, class_="small")


def _codes(_: Say, slip: Slip | None) -> tuple[Html, ...]:
    if slip is None:
        told = _(
            "The codes that end consent were printed on the copy that was handed out. If it is"
            " lost, new ones can be made on the page of the work session."
        )
        return (tag("section", tag("p", told), class_="code"),)
    how = _(
        "To end your consent, enter the code on the page “Withdraw consent” of this site, or show"
        " it to the people in charge; somebody else may do it for you. No account is needed and no"
        " reason is asked. Keep this page in a safe place: whoever holds the code can end your"
        " consent, and can see nothing of your recordings."
    )
    one = tag("p", _("Code for this work session"), tag("b", slip.session))
    everything = (
        tag("p", _("Code for everything that is kept about you"), tag("b", slip.everything))
        if slip.everything
        else None
    )
    heading = tag("h2", _("How to end your consent"))
    return (tag("section", heading, tag("p", how), one, everything, class_="code"),)
