"""The door of releases: the gate is asked for each session, then what passes is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from capture import artifacts, retention
from capture.access import require
from capture.allowed import scope
from capture.ids import new_id
from capture.logbook import Copied, note_copy
from capture.permission import decide
from capture.records import releases as release_records
from capture.records import sessions as session_records
from data_schemas.artifact import Artifact, Kind
from data_schemas.errors import InputError, SonmatError
from data_schemas.release import Refusal, Release, Selection
from data_schemas.rights import Action, Actor, Facts, Role
from data_schemas.session import Session
from pipelines.deidentify.report import Reported, report
from pipelines.deidentify.say import Tongues
from pipelines.models import list_models, model_digest
from pipelines.release.bag import MANIFEST, sha256, verify
from pipelines.release.bundle import Bundle, Provenance
from pipelines.release.destination import Destination
from pipelines.release.encoder import text_encoder
from pipelines.release.formats import OF_ANSWERS
from pipelines.release.gate import desk as gate
from pipelines.release.gathering import desk as gathering
from pipelines.release.issuing import desk as issuing
from pipelines.release.package import Issue, Packaged, Tell, package
from pipelines.release.parts import Parts, Source, sessions_of
from pipelines.release.policy import terms_of
from pipelines.release.preparing import Prepared, prepare
from pipelines.release.quality import desk as sides
from pipelines.release.quality.papers import Papers, papers
from pipelines.release.terms import term_papers

if TYPE_CHECKING:
    from capture.site import Site

LANGUAGES = ("ko", "en")


def _quiet(_format: str, _done: int, _all: int) -> None:
    """How progress is told to nobody."""


def create(
    site: Site,
    who: Actor,
    selection: Selection,
    out: Path | Destination,
    tongues: Tongues | None = None,
    tell: Tell = _quiet,
) -> Release:
    """Write the sessions that may go to ``out``; those that may not are named with the reason.

    ``tongues`` gives the wording of the report on what was hidden, which lies in it in Korean and
    English; without it that is in English alone. ``tell`` hears of each format how many of the
    sessions are written. Raises InputError when nothing may go, or ``out`` cannot be used.
    """
    require(site, who, Action.RELEASE)
    to = out if isinstance(out, Destination) else Destination(str(out))
    issuing.refuse_place(site, to)
    asked = gate.ask(site, selection, who)
    parts = Parts(
        [Source(one, partial(gathering.part_of, site, one, who)) for one in asked.sessions]
    )
    known = sides.known(site)
    ready = prepare(parts, selection.options.wanted, known)
    refused = (*asked.refused, *ready.refused)
    if not ready.parts:
        raise InputError(gate.nothing(refused))
    passed = sessions_of(ready.parts)
    consents = tuple(one.consent for one in ready.looked)
    bundle, told = _told(site, selection, ready, tongues)
    texts = (*told.texts, *term_papers(selection.name, consents, tongues))
    # what a kill leaves is readable, so it is among the copies that people are reminded of
    id = new_id("rel")
    note_copy(site.settings, _copied(to.draft, id, site.now()))
    begun = Release(
        id=id,
        name=selection.name,
        created_at=site.now(),
        formats=selection.formats,
        sessions=tuple(session.id for session in passed),
        refused=refused,
        rows=len(bundle.records),
        digest="",
        options=selection.options,
        terms=terms_of(consents),
        splits={**known, **ready.splits},
        warnings=told.warnings,
    )
    how = issuing.issue(site, selection.name, passed, tell)
    return _write(site, begun, replace(bundle, papers=texts), to, how)


def _write(site: Site, begun: Release, bundle: Bundle, to: Destination, how: Issue) -> Release:
    """The release is known here before it lies anywhere: killed in between, a command would leave
    a dataset that no recall names."""
    kept: list[Release] = []

    def known(made: Packaged) -> None:
        told = {"number": made.number or 1, "formats": made.formats, "digest": made.digest}
        kept.append(begun.model_copy(update={**told, "created_at": site.now()}))
        _remember(site, kept[0])
        if not to.is_remote:
            note_copy(site.settings, _copied(to.path, begun.id, kept[0].created_at))

    try:
        package(bundle, begun.formats, to, site.settings.folder, replace(how, known=known))
    except Exception:
        # nothing lies there; where the database is away too it is known for nothing, which harms
        # nobody
        with suppress(SonmatError):
            _forget(site, begun.id)
        raise
    return kept[0]


def _told(
    site: Site, selection: Selection, ready: Prepared, tongues: Tongues | None
) -> tuple[Bundle, Papers]:
    """What is to be written, and what is told of it; what that is made of is let go."""
    asked = sides.asked(site, ready)
    reports = _reports(asked.told, selection.name, tongues)
    bundle = _bundle(site, selection, ready, reports)
    return bundle, papers(bundle, asked, tongues)


def _bundle(
    site: Site, selection: Selection, ready: Prepared, reports: tuple[tuple[str, str], ...]
) -> Bundle:
    passed = sessions_of(ready.parts)
    answers = bool(OF_ANSWERS.intersection(selection.formats))
    return Bundle(
        name=selection.name,
        parts=ready.parts,
        records=ready.records,
        created_at=issuing.dated(site, passed),
        provenance=_provenance(site, passed, answers),
        reports=reports,
        options=selection.options,
        splits=ready.splits,
        encoder=text_encoder(),
    )


def list_releases(site: Site, who: Actor) -> tuple[Release, ...]:
    """Releases of this site, newest first: all for who makes or uses them, else those with
    something of theirs in them, without what is others'. What stayed here is for who makes them.
    """
    require(site, who, Action.RELEASES)
    with site.db() as db:
        found = release_records.find_all(db)
    releases: tuple[Release, ...] = tuple(artifacts.load(site, artifact) for _, artifact in found)
    if decide(who, Action.RELEASE, Facts()).allowed:
        return releases
    if Role.TRAINER in who.roles:
        return tuple(one.model_copy(update={"refused": (), "splits": {}}) for one in releases)
    own = frozenset(scope(site, who, Action.LIST))
    return tuple(
        one.model_copy(
            update={
                "sessions": tuple(s for s in one.sessions if s in own),
                "refused": (),
                "splits": {},
            }
        )
        for one in releases
        if own.intersection(one.sessions)
    )


def to_recall(site: Site, who: Actor) -> dict[str, int]:
    """Of how many of its sessions consent has ended since, by release; only where there are any."""
    require(site, who, Action.RELEASES)
    counts: dict[str, int] = {}
    with site.db() as db:
        for session in session_records.withdrawn(db):
            for release in release_records.with_session(db, session):
                counts[release] = counts.get(release, 0) + 1
    return counts


def recalled(site: Site) -> frozenset[str]:
    """Releases and handouts that hold a session whose consent ended or whose time of keeping is
    over (no door: ids only; the checks of the site ask)."""
    with site.db() as db:
        return frozenset(
            release
            for session in ended(site)
            for kind in ("release", "handout", "elan")
            for release in release_records.with_session(db, session, kind)
        )


def ended(site: Site) -> frozenset[str]:
    """Sessions whose consent ended or whose time of keeping is over (no door: ids only)."""
    over = [one.session for one in retention.ending(site) if one.is_over]
    with site.db() as db:
        return frozenset((*session_records.withdrawn(db), *over))


def find_at(site: Site, who: Actor, out: Path) -> Release | None:
    """The release of this site that lies, whole, in the folder ``out``; None if there is none."""
    require(site, who, Action.RELEASES)
    if not out.is_dir() or not any(out.iterdir()) or verify(out):
        return None
    digest = sha256(out / MANIFEST)
    return next((r for r in list_releases(site, who) if r.digest == digest), None)


def preview(site: Site, who: Actor, selection: Selection) -> tuple[Refusal, ...]:
    """What would stay here, with every reason, without writing anything."""
    require(site, who, Action.RELEASE)
    return gate.ask(site, selection, who).refused


def _reports(
    told: Sequence[Reported], title: str, tongues: Tongues | None
) -> tuple[tuple[str, str], ...]:
    """The report on what was hidden in all of these, by language."""
    found = tuple(told)
    if tongues is None:
        return (("en", report(lambda message: message, found, title)),)
    return tuple((name, report(tongues(name), found, title)) for name in LANGUAGES)


def _made_of(site: Site, session: Session, answers: bool) -> Iterator[Artifact]:
    """All; without ``answers`` but what was made of those, of which nothing is in most formats."""
    beside = {one.original for one in session.recordings if one.role != "work" and not answers}
    found = artifacts.find(site, session.id)
    return (one for one in found if not beside.intersection(one.parents))


def _provenance(site: Site, passed: tuple[Session, ...], answers: bool = False) -> Provenance:
    names = {model_digest(model.name): model.name for model in list_models()}
    models = {
        (names.get(digest, artifact.stage), digest)
        for session in passed
        for artifact in _made_of(site, session, answers)
        for digest in artifact.model_digest.split("+")
        if digest
    }
    return Provenance(f"sonmat {version('sonmat')}", tuple(sorted(models)))


def _copied(place: Path, id: str, at: datetime) -> Copied:
    return Copied(path=str(place.absolute()), kind="release", id=id, at=at)


def _remember(site: Site, release: Release) -> None:
    recipe = artifacts.recipe_of(Kind.RELEASE, "release", release=release.id)
    sealed = artifacts.seal(site, recipe, artifacts.SITE, release)
    mac = issuing.name_mac(site, release.name)
    with site.db() as db:
        given = release_records.Given(release.id, "release", mac, sealed.id, release.created_at)
        release_records.add(db, given, release.sessions)


def _forget(site: Site, id: str) -> None:
    with site.db() as db:
        artifact = release_records.artifact_of(db, id, "release")
        release_records.remove(db, id)
    if artifact is not None:
        artifacts.erase(site, artifact)
