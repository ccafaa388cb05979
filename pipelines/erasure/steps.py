"""Erasing a part as a list of repeatable steps. Interrupted anywhere, the next sweep finishes it.

The old original is destroyed last but one: up to then all can be done again from it. What was made
of the recording is destroyed first and once more at the end, since a stage may have been running.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from capture import artifacts, erased, journal, key_backup
from capture.artifacts import RECORDER
from capture.blackout import Kept, black_out
from capture.records import artifacts as artifact_records
from capture.records import erasures as records
from capture.records import recordings as recording_records
from capture.records import wishes as wish_records
from capture.records.erasures import Wanted
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Interval, Span
from data_schemas.erasure import Part
from data_schemas.errors import Erased
from data_schemas.marks import Marks
from data_schemas.transcript import Transcript, without
from pipelines import run
from pipelines.erasure.about import about
from pipelines.review.desk import forget_lists

if TYPE_CHECKING:
    from capture.site import Site

Tell = Callable[[float], None]


def finish_all(site: Site) -> int:
    """Do everything that is wanted; how many parts there were."""
    with site.db() as db:
        found = records.wanted(db)
    for one in found:
        finish(site, one)
    return len(found)


def finish(site: Site, wanted: Wanted, tell: Tell = lambda share: None) -> None:
    """Erase one part. Repeating it is fine. Raises MediaError, StorageFull."""
    with site.db() as db:
        before = records.begin(db, wanted.id, wanted.part.recording)
    kept: Kept = "copied"
    if before is not None:
        _forget_made(site, wanted, before)
        if not wanted.part.is_whole:
            kept = _rewrite(site, wanted, before, tell)
        _forget_said(site, wanted)
        _forget_beside(site, wanted, before)
        _forget_made(site, wanted, before)
        if wanted.part.is_whole:
            with site.db() as db:
                recording_records.remove(db, wanted.part.recording)
        _destroy(site, wanted, before)
    with site.db() as db:
        records.done(db, wanted.id, wanted.part.recording, site.now(), kept)
        wish_records.want(db, wanted.session, site.now())
    key_backup.renew(site)


def _rewrite(site: Site, wanted: Wanted, before: str, tell: Tell) -> Kept:
    """Seal the recording with black and silence in the part, and let it be the recording."""
    recipe = _recipe(wanted, before)
    scope = artifacts.session_scope(wanted.session)
    kept: Kept = "copied"
    if artifacts.known(site, recipe.id) is None:

        def source():  # type: ignore[no-untyped-def]
            return site.vault.open(scope, before)

        with artifacts.seal_stream(site, recipe, scope) as sink:
            kept = black_out(source, (_interval(wanted.part),), sink, tell)
    container = artifacts.open_plain(site, recipe.id).info.container
    with site.db() as db:
        recording_records.replace_original(db, wanted.part.recording, before, recipe.id, container)
    return kept


def _recipe(wanted: Wanted, before: str) -> Recipe:
    part = wanted.part
    return artifacts.recipe_of(
        Kind.ORIGINAL, "erasure", recording=part.recording, of=before, part=str(_interval(part))
    )


def _interval(part: Part) -> Interval:
    return Interval(start_s=part.start_s or 0.0, end_s=part.end_s or 0.0)


def _forget_made(site: Site, wanted: Wanted, before: str) -> None:
    """Everything that was made of the recording as it was, in other sessions, too."""
    with site.db() as db:
        made = artifact_records.dependants(db, before)
        others = [
            one
            for one in filter(None, (artifact_records.get(db, found) for found in made))
            if one.kind is Kind.MOMENTS and one.session not in (None, wanted.session)
        ]
    for one in others:
        artifacts.erase(site, one.id)
        with site.db() as db:
            wish_records.want(db, str(one.session), site.now())
    erased.forget_made_of(site, wanted.session, before)


def _forget_said(site: Site, wanted: Wanted) -> None:
    """Acts of people that are about it, and signed lists that tell of it."""
    entries = tuple(entry for _, entry in journal.read(site, wanted.session))
    for number in about(entries, (wanted.part,)):
        journal.blank(site, wanted.session, number)
    with site.db() as db:
        asked_at = records.asked_at(db, wanted.id, wanted.part.recording)
    journal.forget_strays(site, wanted.session, asked_at)
    part = wanted.part
    end_s = 1e9 if part.end_s is None else part.end_s
    cut = Span(recording=part.recording, start_s=part.start_s or 0.0, end_s=end_s)
    forget_lists(site, wanted.session, (cut,))


def _forget_beside(site: Site, wanted: Wanted, before: str) -> None:
    """Words that were brought along, and marks that were set: those of the part go."""
    part, session = wanted.part, run.read_session(site, wanted.session)
    scope = artifacts.session_scope(wanted.session)
    if session.work and session.work[0].id == part.recording:
        for one in artifacts.find(site, wanted.session, Kind.GIVEN_TRANSCRIPT):
            if one.stage != "erasure" or one.version != wanted.id:
                _give_words(site, one.id, scope, wanted)
    for one in artifacts.find(site, wanted.session, Kind.MARKS):
        if one.stage == RECORDER and before in one.parents:
            _give_marks(site, one.id, scope, wanted)
    if not part.is_whole:
        cut = _interval(part)
        with site.db() as db:
            recording_records.forget_marks(db, part.recording, cut.start_s, cut.end_s)


def _give_words(site: Site, artifact: str, scope: str, wanted: Wanted) -> None:
    words: Transcript = artifacts.load(site, artifact)
    if not wanted.part.is_whole:
        recipe = Recipe(
            kind=Kind.GIVEN_TRANSCRIPT, stage="erasure", version=wanted.id, params={"of": artifact}
        )
        artifacts.seal(site, recipe, scope, without(words, (_interval(wanted.part),)))
    artifacts.erase(site, artifact)


def _give_marks(site: Site, artifact: str, scope: str, wanted: Wanted) -> None:
    marks: Marks = artifacts.load(site, artifact)
    if not wanted.part.is_whole:
        with site.db() as db:
            original = recording_records.original_of(db, wanted.part.recording)
        cut = _interval(wanted.part)
        kept = tuple(mark for mark in marks.marks if not cut.contains(mark.at_s))
        recipe = Recipe(
            kind=Kind.MARKS, stage=RECORDER, version="1",
            params={"recording": wanted.part.recording}, parents=(original or "",),
        )  # fmt: skip
        artifacts.seal(site, recipe, scope, Marks(marks=kept))
    artifacts.erase(site, artifact)


def _destroy(site: Site, wanted: Wanted, before: str) -> None:
    """The key of the old original, then its bytes: from here on nothing brings it back."""
    try:
        site.vault.erase(artifacts.session_scope(wanted.session), before)
    except Erased:
        return  # the whole session was withdrawn meanwhile
    with site.db() as db:
        artifact_records.forget(db, [before])
