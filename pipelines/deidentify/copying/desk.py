"""Makes the masked copies of a session once somebody confirmed its masks (the worker's; no door).

No stage of the usual kind: it waits for a person, and is made of what people decided.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import JsonValue

from capture import artifacts, journal
from capture.records import sessions as session_records
from data_schemas.artifact import Artifact, Kind, Recipe, digest
from data_schemas.clock import TimeMap
from data_schemas.entry import struck
from data_schemas.mask import BoxAt, MaskSet, Patch, PictureMask, SoundMask
from data_schemas.session import Recording, Session
from pipelines.deidentify.copy import Hidden, make_masked
from pipelines.deidentify.fold import masks_of
from pipelines.deidentify.sound.voice import Disguise
from pipelines.deidentify.words.finding import desk as words

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "masked", "1"
WHOLE = Patch(x=-0.1, y=-0.1, w=1.2, h=1.2)


def make(site: Site, session: str, progress: Callable[[float], None]) -> tuple[str, ...]:
    """Ids of the masked copies, made now where they are not known; () without a decision.

    Older copies are erased: they hold what somebody has hidden since.
    """
    with site.db() as db:
        found = session_records.get(db, session)
    if found.deidentified_at is None:
        return ()
    if words.objection(site, session):  # nobody answers for a copy of what nobody was asked about
        with site.db() as db:
            session_records.decide_hidden(db, session, None)
        return ()
    masks = proposed_and_said(site, session)
    ready = [
        one
        for recording in found.work
        if (one := _planned(site, found, recording, masks)) is not None
    ]
    for number, plan in enumerate(ready):
        if artifacts.known(site, plan[0].id) is None:
            _make(site, session, plan, _share(progress, number, len(ready)))
    kept = {plan[0].id for plan in ready}
    for old in artifacts.find(site, session, Kind.MASKED):
        if old.id not in kept:
            artifacts.erase(site, old.id)
    return tuple(kept)


def current(site: Site, session: str) -> dict[str, str]:
    """The masked copies in which all is hidden that is to be now, by recording (no door).

    One that is still to be made anew since somebody decided otherwise is not among them.
    """
    with site.db() as db:
        found = session_records.get(db, session)
    if found.deidentified_at is None or words.objection(site, session):
        return {}
    wanted = {name: one.id for name, one in _recipes(site, found).items()}
    return {name: copy for name, copy in wanted.items() if artifacts.known(site, copy)}


def hides_as_much(site: Site, session: str, copy: str) -> bool:
    """Whether a masked copy hides, and leaves out, just what is to be hidden by now (no door)."""
    kept = artifacts.known(site, copy)
    with site.db() as db:
        found = session_records.get(db, session)
    # what was seen and heard may have been looked at anew since: that changes no mask
    return kept is not None and any(
        one.fingerprint == kept.params for one in _recipes(site, found).values()
    )


def _recipes(site: Site, session: Session) -> dict[str, Recipe]:
    """Those of the copies as they would be made now, by recording."""
    masks = proposed_and_said(site, session.id)
    plans = ((one.id, _planned(site, session, one, masks)) for one in session.work)
    return {recording: plan[0] for recording, plan in plans if plan is not None}


def proposed_and_said(site: Site, session: str) -> MaskSet:
    """All masks of a session as they stand."""
    proposed = (
        mask
        for one in proposals(site, session).values()
        for mask in artifacts.load(site, one.id).masks
    )
    entries = tuple(one for _, one in journal.read(site, session))
    return masks_of(proposed, entries)


def proposals(site: Site, session: str) -> dict[str, Artifact]:
    """The machine's newest proposals, by the recording that they are about."""
    with site.db() as db:
        found = session_records.get(db, session)
    work = {one.id for one in found.work}
    made = artifacts.by_recording(site, found, Kind.MASKS)
    return {recording: one for recording, one in made.items() if recording in work}


_Plan = tuple[Recipe, Artifact, Hidden]


def _planned(site: Site, session: Session, recording: Recording, masks: MaskSet) -> _Plan | None:
    """What a copy would be made of; None before there is one that can be played."""
    made = [one for one in artifacts.find(site, session.id) if recording.original in one.parents]
    newest = {one.kind: one for one in made}
    if Kind.PROXY not in newest:
        return None
    hidden = _hidden(site, session, recording, (masks, newest))
    said: dict[str, JsonValue] = {
        "picture": [one.model_dump(mode="json") for one in hidden.picture],
        "sound": [one.model_dump(mode="json") for one in hidden.sound],
        "voice": hidden.voice.power if hidden.voice else 1.0,
    }
    parents = [recording.original, newest[Kind.PROXY].id]
    parents += [newest[kind].id for kind in (Kind.TIME_MAP, Kind.MOTION) if kind in newest]
    recipe = Recipe(
        kind=Kind.MASKED,
        stage=STAGE,
        version=VERSION,
        params={"hidden": digest(said)},
        parents=tuple(parents),
    )
    return recipe, newest[Kind.PROXY], hidden


def _hidden(
    site: Site, session: Session, recording: Recording, known: tuple[MaskSet, dict[Kind, Artifact]]
) -> Hidden:
    masks, newest = known
    picture = masks.picture(recording.id)
    sound = masks.sound(recording.id) + words.beeps_of(site, session, recording)
    cuts = [
        one
        for one in struck(tuple(entry for _, entry in journal.read(site, session.id)))
        if one.recording == recording.id
    ]
    for cut in cuts:  # what was taken out is not in a copy either
        told = {"recording": cut.recording, "start_s": cut.start_s, "end_s": cut.end_s}
        where = (BoxAt(at_s=cut.start_s, box=WHOLE),)
        name = f"cut-{cut.start_s:.3f}"
        picture += (
            PictureMask(
                id=name, kind="other", origin="person", boxes=where, over_hands=True, **told
            ),
        )
        sound += (SoundMask(id=name, how="silence", **told),)
    clock, track = newest.get(Kind.TIME_MAP), newest.get(Kind.MOTION)
    return Hidden(
        picture=picture,
        sound=sound,
        hands=artifacts.load(site, track.id) if track and picture else None,
        clock=artifacts.load(site, clock.id) if clock else TimeMap.identity(),
        voice=Disguise(power=_power(site, session.id)) if masks.voice else None,
    )


def _power(site: Site, session: str) -> float:
    """Another one for each session, which only this site's key tells."""
    drawn = int(site.keys.mac("voice", session.encode())[:8], 16) / 0xFFFFFFFF
    return round(0.74 + 0.08 * drawn, 4)


def _make(site: Site, session: str, plan: _Plan, progress: Callable[[float], None]) -> None:
    recipe, proxy, hidden = plan
    media = artifacts.open_media(site, proxy.id)
    with artifacts.seal_stream(site, recipe, artifacts.session_scope(session)) as out:
        make_masked(media, hidden, out, progress)


def _share(progress: Callable[[float], None], number: int, of: int) -> Callable[[float], None]:
    return lambda share: progress((number + share) / of)
