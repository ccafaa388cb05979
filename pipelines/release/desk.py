"""The door of releases: the gate is asked for each session, then what passes is written."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from capture import artifacts, consent, journal, procedures, sessions
from capture.access import decide, facts_of, require, scope
from capture.ids import new_id
from capture.records import releases as release_records
from data_schemas.artifact import Artifact, Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, standing
from data_schemas.errors import InputError
from data_schemas.release import Refusal, Release, Selection
from data_schemas.rights import Action, Actor, Facts
from data_schemas.session import Session
from data_schemas.transcript import Transcript, told
from pipelines.models import list_models, model_digest
from pipelines.release.bag import MANIFEST, sha256, verify
from pipelines.release.bundle import Bundle, Part, Provenance
from pipelines.release.one_clock import OneClock
from pipelines.release.package import package
from pipelines.release.records import collect

if TYPE_CHECKING:
    from capture.site import Site

WITHHELD = frozenset({Act.STRIKE, Act.MASK})


def create(site: Site, who: Actor, selection: Selection, out: Path) -> Release:
    """Write the sessions that may go to ``out``; those that may not are named with the reason.

    Raises InputError when nothing may go, or ``out`` cannot be used.
    """
    require(site, who, Action.RELEASE)
    passed, refused = _gate(site, who, selection)
    if not passed:
        raise InputError(_nothing(refused))
    parts = tuple(_part(site, who, session) for session in passed)
    created_at = site.now()
    bundle = Bundle(
        name=selection.name,
        parts=parts,
        records=collect(parts),
        created_at=created_at,
        provenance=_provenance(site, passed),
    )
    made = package(bundle, selection.formats, out, forbidden=site.settings.folder)
    release = Release(
        id=new_id("rel"),
        name=selection.name,
        created_at=created_at,
        formats=made.formats,
        sessions=tuple(session.id for session in passed),
        refused=refused,
        rows=len(bundle.records),
        digest=made.digest,
    )
    _remember(site, release)
    return release


def list_releases(site: Site, who: Actor) -> tuple[Release, ...]:
    """Releases of this site, newest first: all for who may make one, else those with something
    of theirs in them, without what is others'."""
    require(site, who, Action.LIST)
    with site.db() as db:
        found = release_records.find_all(db)
    releases: tuple[Release, ...] = tuple(artifacts.load(site, artifact) for _, artifact in found)
    if decide(who, Action.RELEASE, Facts()).allowed:
        return releases
    own = frozenset(scope(site, who, Action.LIST))
    return tuple(
        one.model_copy(
            update={"sessions": tuple(s for s in one.sessions if s in own), "refused": ()}
        )
        for one in releases
        if own.intersection(one.sessions)
    )


def find_at(site: Site, who: Actor, out: Path) -> Release | None:
    """The release of this site that lies, whole, in the folder ``out``; None if there is none."""
    require(site, who, Action.LIST)
    if not out.is_dir() or not any(out.iterdir()) or verify(out):
        return None
    digest = sha256(out / MANIFEST)
    return next((r for r in list_releases(site, who) if r.digest == digest), None)


def preview(site: Site, who: Actor, selection: Selection) -> tuple[Refusal, ...]:
    """What would stay here, and why, without writing anything."""
    require(site, who, Action.RELEASE)
    return _gate(site, who, selection)[1]


def _gate(
    site: Site, who: Actor, selection: Selection
) -> tuple[tuple[Session, ...], tuple[Refusal, ...]]:
    everything = sessions.list_sessions(site, who)
    known = {session.id: session for session in everything}
    unknown = [name for name in selection.sessions if name not in known]
    if unknown:
        raise InputError(f"There is no session {unknown[0]} here.")
    chosen = [known[name] for name in selection.sessions] or list(reversed(everything))
    passed, refused = [], []
    for session in chosen:
        verdict = decide(who, Action.RELEASE, facts_of(site, session.id))
        reason = verdict.reason if not verdict.allowed else _unready(site, session)
        if reason:
            refused.append(Refusal(session=session.id, reason=reason))
        else:
            passed.append(session)
    return tuple(passed), tuple(refused)


def _unready(site: Site, session: Session) -> str:
    newest = artifacts.newest(site, session.id, Kind.TIMELINE)
    if newest is None:
        return "it has not been processed yet"
    return "" if artifacts.load(site, newest.id).segments else "no step was found in it"


def _nothing(refused: tuple[Refusal, ...]) -> str:
    if not refused:
        return "There is no session to release yet: take one in first."
    first = refused[0]
    return f"Nothing may be released: session {first.session} stays, because {first.reason}."


def _part(site: Site, who: Actor, session: Session) -> Part:
    there = [
        (recording, artifacts.load(site, artifact.id))
        for recording in session.work
        if (artifact := _made_from(site, session, Kind.TRANSCRIPT, recording.original))
    ]
    takes = told(tuple(t for _, t in there), [(r.take, r.duration_s) for r, _ in there])
    heard, transcript = there[takes[0].position]
    clock = OneClock(heard.id, {r.id: r.offset_s or 0.0 for r in session.work})
    timeline = artifacts.find(site, session.id, Kind.TIMELINE)[-1]
    track = _made_from(site, session, Kind.MOTION, heard.original)
    return Part(
        session=session,
        procedure=procedures.get_procedure(site, who, session.procedure),
        timeline=clock.timeline(artifacts.load(site, timeline.id)),
        consent=consent.read(site, who, session.id),
        recording=heard.id,
        artifact=timeline.id,
        language=_language(transcript, session),
        track=lambda: artifacts.load(site, track.id) if track else None,
        withheld=tuple(clock.span(one) for one in _withheld(site, session)),
    )


def _language(transcript: Transcript, session: Session) -> str:
    return transcript.language or session.language


def _withheld(site: Site, session: Session) -> tuple[Span, ...]:
    entries = standing(tuple(entry for _, entry in journal.read(site, session.id)))
    return tuple(e.span for e in entries if e.act in WITHHELD and e.span is not None)


def _made_from(site: Site, session: Session, kind: Kind, original: str) -> Artifact | None:
    found = [a for a in artifacts.find(site, session.id, kind) if original in a.parents]
    return found[-1] if found else None


def _provenance(site: Site, passed: tuple[Session, ...]) -> Provenance:
    names = {model_digest(model.name): model.name for model in list_models()}
    models = {
        (names.get(digest, artifact.stage), digest)
        for session in passed
        for artifact in artifacts.find(site, session.id)
        for digest in artifact.model_digest.split("+")
        if digest
    }
    return Provenance(f"sonmat {version('sonmat')}", tuple(sorted(models)))


def _remember(site: Site, release: Release) -> None:
    recipe = artifacts.recipe_of(Kind.RELEASE, "release", release=release.id)
    sealed = artifacts.seal(site, recipe, artifacts.SITE, release)
    mac = site.keys.mac("release", release.name.encode())
    with site.db() as db:
        given = release_records.Given(release.id, "release", mac, sealed.id, release.created_at)
        release_records.add(db, given, release.sessions)
