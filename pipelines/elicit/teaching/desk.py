"""Doors to teach-back: notes about attempts, and the cards that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import journal, procedures, sessions
from capture.access import require
from capture.ids import new_id
from data_schemas.entry import Act, Draft, Entry
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording
from data_schemas.teaching import Noted, TryNote, note_draft, notes_of
from pipelines.elicit.cards import desk as cards_desk

if TYPE_CHECKING:
    from capture.site import Site


def attempts(site: Site, who: Actor, session: str) -> tuple[Recording, ...]:
    """Attempts from the sheet, in the order in which they arrived. They lie on no clock."""
    require(site, who, Action.READ, session)
    found = sessions.get_session(site, who, session)
    return tuple(one for one in found.recordings if one.role == "attempt")


def notes(site: Site, who: Actor, session: str) -> tuple[Noted, ...]:
    """What was noted about attempts, in order."""
    require(site, who, Action.READ, session)
    return notes_of(_entries(site, session))


def note(site: Site, who: Actor, session: str, note: TryNote) -> Noted:
    """Keep a note. Raises InputError for a step, a card, an attempt or a second that is not there,
    or a note without words.
    """
    require(site, who, Action.AMEND, session)
    plain = note.model_copy(update={"text": " ".join(note.text.split())})
    if not plain.text:
        raise InputError("A note needs some words: write what went wrong or was asked.")
    _check(site, who, session, plain)
    entry = journal.add(site, who, session, note_draft(new_id("try"), plain))
    return notes_of((entry,))[0]


def take_back(site: Site, who: Actor, session: str, number: int) -> Entry:
    """Take back the note with this number. Raises InputError where there is none."""
    require(site, who, Action.AMEND, session)
    if all(one.number != number for one in notes_of(_entries(site, session))):
        raise InputError("There is no such entry to take back.")
    return journal.add(site, who, session, Draft(act=Act.UNDO, target=str(number)))


def _check(site: Site, who: Actor, session: str, note: TryNote) -> None:
    known = sessions.get_session(site, who, session)
    procedure = procedures.get_procedure(site, who, known.procedure)
    if note.step_id is not None and procedure.step(note.step_id) is None:
        raise InputError("The written steps have no such step: choose another.")
    there = {one.id for one in cards_desk.cards(site, who, session).units}
    if not set(note.units) <= there:
        raise InputError("There is no such know-how card: reload the page.")
    if note.recording is None:
        if note.start_s is not None:
            raise InputError("A second needs its attempt: choose the recording, too.")
        return
    found = next((one for one in attempts(site, who, session) if one.id == note.recording), None)
    if found is None or (note.start_s is not None and note.start_s > found.duration_s):
        raise InputError("Choose an attempt of this session, and a second within it.")


def _entries(site: Site, session: str) -> tuple[Entry, ...]:
    return tuple(one for _, one in journal.read(site, session))
