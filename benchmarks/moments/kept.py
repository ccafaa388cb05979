"""An hour as the worker finds it: sealed on a site, beside as many other hours as it compares."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.moments.takes import Case, written
from capture import artifacts, procedures
from capture.access import OWNER
from capture.formats.procedures import WRITERS
from capture.ids import new_id
from capture.people import ensure_expert
from capture.records import sessions as session_records
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.session import Recording, Session
from data_schemas.timeline import FoundMoments, Timeline
from data_schemas.transcript import Transcript
from pipelines.elicit.finding.desk import OTHERS, OWN, find
from pipelines.elicit.observed import Observed
from pipelines.motion.windows import windows_of


def found_on_a_site(seen: Observed, case: Case) -> dict[str, float]:
    """Seconds from sealed results to sealed moments, and once more where nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site.open(Settings(data=Path(folder) / "data", site_key_file=Path(folder) / "key"))
        try:
            return _timed(site, seen, case)
        finally:
            site.close()


def _timed(site: Site, seen: Observed, case: Case) -> dict[str, float]:
    procedure = written(case.job, case.language)
    job = procedures.import_procedure(site, OWNER, WRITERS["yaml"](procedure), "job.yaml").id
    kept = [_kept(site, job, f"expert {n % 2}", seen) for n in range(1 + OWN + OTHERS)]
    began = time.perf_counter()
    artifact = find(site, kept[-1], lambda share: None)
    took = time.perf_counter() - began
    began = time.perf_counter()
    again = find(site, kept[-1], lambda share: None)
    assert artifact is not None and again == artifact
    known = time.perf_counter() - began
    value: FoundMoments = artifacts.load(site, artifact)
    return {
        "compared_sessions": OWN + OTHERS,
        "moments": len(value.moments),
        "seconds": round(took, 2),
        "seconds_if_known": round(known, 3),
    }


def _kept(site: Site, job: str, expert: str, seen: Observed) -> str:
    session, recording = new_id("ses"), new_id("rec")
    who = ensure_expert(site, OWNER, expert)
    row = Recording(
        id=recording, session=session, original=new_id("art"), container="mp4",
        duration_s=seen.duration_s, has_video=True, has_audio=True,
    )  # fmt: skip
    with site.db() as db:
        made = Session(
            id=session, number=session_records.next_number(db), procedure=job, expert=who.id,
            created_at=site.now(), recordings=(row,),
        )  # fmt: skip
        session_records.add(db, made, new_id("mac"))
    here = {"recording": recording}
    timeline = Timeline(
        session=session,
        duration_s=seen.duration_s,
        utterances=tuple(one.model_copy(update=here) for one in seen.utterances),
        segments=tuple(one.model_copy(update=here) for one in seen.segments),
        findings=seen.findings,
    )
    assert seen.series is not None and seen.movement is not None
    heard = Transcript(language="en", engine="none", utterances=seen.utterances)
    values = {
        Kind.TIMELINE: timeline,
        Kind.TRANSCRIPT: heard,
        Kind.MOVEMENT: seen.movement,
        Kind.MOTION_WINDOWS: windows_of(replace(seen.series), recording).to_bytes(),
    }
    for kind, value in values.items():
        recipe = Recipe(kind=kind, stage="benchmark", version="1", parents=(row.original,),
                        params={"session": session})  # fmt: skip
        artifacts.seal(site, recipe, artifacts.session_scope(session), value)
    return session
