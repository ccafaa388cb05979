"""Words that are hidden: proposals with their sentences, judged by keys, and words of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import tokens
from app.language import _, current, later
from app.layout import act_and_redraw
from app.links import kept_token
from app.media_route import media_url
from app.scene import gather
from app.wordmasks import board
from capture import sessions
from capture.access import facts_of
from capture.permission import decide
from data_schemas.clock import TimeMap
from data_schemas.errors import InputError
from data_schemas.masking import Line, TextKind, Where, WordState
from data_schemas.rights import Action
from pipelines.deidentify.words import desk

if TYPE_CHECKING:
    from app.pages.masking import Hiding

KINDS: dict[TextKind, str] = {
    "person": later("Name"),
    "phone": later("Telephone number"),
    "email": later("E-mail address"),
    "address": later("Address"),
    "confidential": later("Confidential word"),
    "employee_number": later("Employee number"),
    "plate": later("Vehicle plate"),
    "birth_date": later("Date of birth"),
    "resident_number": later("Resident registration number"),
    "foreigner_number": later("Foreigner registration number"),
    "business_number": later("Business registration number"),
    "driver_licence": later("Driver licence number"),
    "passport": later("Passport number"),
    "card_number": later("Payment card number"),
    "account_number": later("Bank account number"),
    "url": later("Web address"),
    "ip_address": later("IP address"),
    "us_ssn": later("US social security number"),
}
PLACES: dict[Where, str] = {
    "said": later("said"),
    "answer": later("answer"),
    "card": later("know-how card"),
    "step": later("written step"),
    "take": later("note about a take"),
}
JUDGED = {
    "": later("proposed"),
    "accepted": later("hidden"),
    "rejected": later("left as it is"),
}
NOT_UNDERSTOOD = "What was chosen did not arrive whole: choose it again."


def draw(hiding: Hiding) -> None:
    """The board of all texts; one act of a person is done and the page is drawn anew."""
    st.header(_("Words"), anchor=False)
    st.caption(
        _(
            "Names, numbers and confidential words that were found in what was said and written."
            " What nobody refuses is replaced wherever words leave, and a beep lies over its sound."
            " Select words in a line to hide them as well."
        )
    )
    site, who, session = hiding.site, hiding.who, hiding.session
    found = desk.lines(site, who, session.id)
    clocks = {
        one.id: sessions.time_map(site, who, session.id, one.id)
        for one in gather.playable(site, who, session)
    }
    act = board(
        {
            "lines": [told(one, clocks) for one in found],
            "own": [
                {"id": one.id, "words": one.words, "name": _(KINDS[one.kind])}
                for one in desk.own_words(site, who, session.id)
            ],
            "urls": {name: _link(hiding, name) for name in clocks},
            "kinds": {kind: _(name) for kind, name in KINDS.items()},
            "labels": labels(),
            "lang": current(),
            "editable": decide(who, Action.AMEND, facts_of(site, session.id)).allowed,
            "turn": sum(len(one.words) for one in found),
        },
        key=f"words-{session.id}",
    )
    if act is not None:
        with st.spinner(_("One moment")):
            act_and_redraw(lambda: done(hiding, act))


def _link(hiding: Hiding, recording: str) -> str:
    place = (hiding.session.id, recording)
    return media_url(*place, kept_token(hiding.site, hiding.who, tokens.PLAY, *place))


def told(line: Line, clocks: dict[str, TimeMap]) -> dict[str, Any]:
    """A text for the board, on the player's clock; one that cannot be heard has no start."""
    clock = clocks.get(line.recording)
    return {
        "id": line.id,
        "place": _(PLACES[line.where]),
        "text": line.text,
        "recording": line.recording,
        "start": clock.to_proxy(line.start_s) if clock else None,
        "marks": [_mark(one, clock) for one in line.words],
    }


def _mark(state: WordState, clock: TimeMap | None) -> dict[str, Any]:
    mask = state.mask
    return {
        "id": mask.id,
        "start": mask.start,
        "end": mask.end,
        "from": clock.to_proxy(mask.start_s) if clock else 0.0,
        "to": clock.to_proxy(mask.end_s) if clock else 0.0,
        "name": _(KINDS[mask.kind]),
        "instead": mask.replacement,
        "judged": state.judged,
    }


def labels() -> dict[str, Any]:
    return {
        "yes": _("Hide it (H)"),
        "no": _("Leave it (L)"),
        "hear": _("Listen (P)"),
        "same": _("the same everywhere"),
        "instead": _("Instead"),
        "set": _("Set"),
        "every": _("Show all lines"),
        "kind": _("What is it?"),
        "hide": _("Hide these words everywhere"),
        "keys": _("Keys: H hide, L leave, P listen, arrows go to the next one."),
        "count": _("{done} of {all} judged"),
        "none": _("Nothing to be hidden was found in words."),
        "list": _("What was said and written"),
        "now": _("The proposal that is judged"),
        "own": _("Hidden by people:"),
        "back": _("Take back"),
        "wait": _("One moment"),
        "judged": {name: _(text) for name, text in JUDGED.items()},
    }


def done(hiding: Hiding, act: dict[str, Any]) -> None:
    """Do what the board told, one after the other. Raises InputError for what it cannot have."""
    acts = act.get("acts")
    if not isinstance(acts, list) or not all(isinstance(one, dict) for one in acts):
        raise InputError(NOT_UNDERSTOOD)
    for one in acts:
        deed = DEEDS.get(str(one.get("do")))
        if deed is None:
            raise InputError(NOT_UNDERSTOOD)
        try:
            deed(hiding, one)
        except (KeyError, TypeError, ValueError):
            raise InputError(NOT_UNDERSTOOD) from None


def _accept(hiding: Hiding, act: dict[str, Any]) -> None:
    place = (hiding.site, hiding.who, hiding.session.id)
    desk.accept(*place, str(act["mask"]), bool(act.get("everywhere")))


def _reject(hiding: Hiding, act: dict[str, Any]) -> None:
    place = (hiding.site, hiding.who, hiding.session.id)
    desk.reject(*place, str(act["mask"]), bool(act.get("everywhere")))


def _call(hiding: Hiding, act: dict[str, Any]) -> None:
    place = (hiding.site, hiding.who, hiding.session.id)
    desk.call(*place, str(act["mask"]), str(act["instead"]))


def _hide(hiding: Hiding, act: dict[str, Any]) -> None:
    place = (hiding.site, hiding.who, hiding.session.id)
    desk.hide(*place, str(act["words"]), act["kind"], str(act.get("line", "")))


def _back(hiding: Hiding, act: dict[str, Any]) -> None:
    desk.take_back(hiding.site, hiding.who, hiding.session.id, str(act["own"]))


DEEDS: dict[str, Callable[[Hiding, dict[str, Any]], None]] = {
    "accept": _accept, "reject": _reject, "call": _call, "hide": _hide, "back": _back,
}  # fmt: skip
