"""Doors to masks that people draw: boxes that follow what is in them, and seconds of sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, journal, sessions
from capture.access import require
from capture.ids import new_id
from capture.records import sessions as session_records
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_MASK
from data_schemas.errors import InputError, UnknownError
from data_schemas.mask import BoxAt, MaskKind, MaskState, PictureMask, SoundHow, SoundMask
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording
from pipelines.deidentify import fold
from pipelines.deidentify.copying.desk import proposed_and_said

if TYPE_CHECKING:
    from capture.site import Site

LONGEST_FOLLOW_S = 30.0


@dataclass(frozen=True)
class Drawn:
    """A box that a person drew at a second of a recording, until ``until_s``.

    ``follows``: it goes with what is in it, for half a minute at most; else it stays. Over the
    hands that work only with ``over_hands``.
    """

    recording: str
    kind: MaskKind
    key: BoxAt
    until_s: float
    follows: bool = True
    over_hands: bool = False


def draw(site: Site, who: Actor, session: str, drawn: Drawn) -> PictureMask:
    """Hide what a box was drawn round. Raises InputError for seconds that are not there."""
    require(site, who, Action.AMEND, session)
    recording = _recording(site, session, drawn.recording)
    end_s = min(drawn.until_s, recording.duration_s)
    if not 0 <= drawn.key.at_s < end_s:
        raise InputError("Name seconds that lie within the recording, the start before the end.")
    mask = _followed(site, who, session, (drawn, end_s, (drawn.key,)))
    journal.add(site, who, session, fold.drawn(mask))
    return mask


def redraw(site: Site, who: Actor, session: str, mask: str, key: BoxAt) -> PictureMask:
    """Say where a mask belongs at one more second; what lies between is followed anew.

    A proposal of the machine becomes a person's from there. Raises InputError.
    """
    require(site, who, Action.AMEND, session)
    held = state_of(site, session, mask).mask
    if not isinstance(held, PictureMask) or not held.contains(key.at_s):
        raise InputError("The mask is not there at this second: draw a new one.")
    made = _corrected(site, who, session, held, key)
    journal.add(site, who, session, fold.drawn(made))
    return made


def hush(site: Site, who: Actor, session: str, span: Span, how: SoundHow = "beep") -> SoundMask:
    """Hide the sound of these seconds. Raises InputError for seconds that are not there."""
    require(site, who, Action.AMEND, session)
    recording = _recording(site, session, span.recording)
    if not 0 <= span.start_s < span.end_s <= recording.duration_s + 1.0:
        raise InputError("Name seconds that lie within the recording, the start before the end.")
    mask = SoundMask(
        id=new_id(ABOUT_MASK.rstrip("-")), recording=span.recording, how=how,
        start_s=span.start_s, end_s=span.end_s,
    )  # fmt: skip
    journal.add(site, who, session, fold.drawn(mask))
    return mask


def _followed(
    site: Site, who: Actor, session: str, told: tuple[Drawn, float, tuple[BoxAt, ...]]
) -> PictureMask:
    drawn, end_s, keys = told
    boxes = keys
    if drawn.follows:
        last_s = min(end_s, keys[-1].at_s + LONGEST_FOLLOW_S)
        boxes = _path(site, who, session, (drawn.recording, keys, last_s))
    return PictureMask(
        id=new_id(ABOUT_MASK.rstrip("-")),
        recording=drawn.recording,
        kind=drawn.kind,
        origin="person",
        boxes=boxes,
        keys=keys,
        start_s=keys[0].at_s,
        end_s=end_s,
        over_hands=drawn.over_hands,
    )


def _corrected(site: Site, who: Actor, session: str, held: PictureMask, key: BoxAt) -> PictureMask:
    """The mask with one more drawn box: its way from the drawn box before it on is followed anew,
    or, where it stood still, it goes straight."""
    before = tuple(one for one in held.keys if one.at_s < key.at_s)
    after = tuple(one for one in held.keys if one.at_s > key.at_s)
    keys = (*before, key, *after)
    kept = tuple(one for one in held.boxes if one.at_s < (before[-1].at_s if before else key.at_s))
    moving = len(held.boxes) > len(held.keys)
    if held.origin == "machine":
        # What was found before the correction stays; from there on the person's box is followed.
        keys, kept = (key,), tuple(one for one in held.boxes if one.at_s < key.at_s)
    start = before[-1:] if before and held.origin == "person" else ()
    if moving:
        last_s = min(held.end_s, keys[-1].at_s + LONGEST_FOLLOW_S)
        way = _path(site, who, session, (held.recording, (*start, key, *after), last_s))
    else:
        way = (*start, key, *after)
    return held.model_copy(
        update={"origin": "person", "boxes": (*kept, *way), "keys": keys, "sure": 1.0}
    )


def _path(
    site: Site, who: Actor, session: str, told: tuple[str, tuple[BoxAt, ...], float]
) -> tuple[BoxAt, ...]:
    """Boxes on the recording's clock; the copy that is followed in has its own."""
    from pipelines.deidentify.faces.path import shortened
    from pipelines.deidentify.picture.follow import follow

    recording, keys, end_s = told
    clock = sessions.time_map(site, who, session, recording)
    media = artifacts.open_media(site, made_of(site, session, recording, Kind.PROXY))
    there = [BoxAt(at_s=clock.to_proxy(one.at_s), box=one.box) for one in keys]
    found = follow(media, there, clock.to_proxy(end_s))
    back = {round(clock.to_source(one.at_s), 3): one.box for one in found}
    back |= {one.at_s: one.box for one in keys}
    return tuple(shortened([BoxAt(at_s=at_s, box=back[at_s]) for at_s in sorted(back)]))


def state_of(site: Site, session: str, mask: str) -> MaskState:
    found = proposed_and_said(site, session).state(mask)
    if found is None:
        raise InputError("There is no such mask any more: reload the page.")
    return found


def _recording(site: Site, session: str, recording: str) -> Recording:
    with site.db() as db:
        found = session_records.get(db, session)
    known = next((one for one in found.work if one.id == recording), None)
    if known is None:
        raise InputError("This session has no such recording.")
    return known


def made_of(site: Site, session: str, recording: str, kind: Kind) -> str:
    original = _recording(site, session, recording).original
    found = [one.id for one in artifacts.find(site, session, kind) if original in one.parents]
    if not found:
        raise UnknownError("The playable copy is still being made: try again in a moment.")
    return found[-1]
