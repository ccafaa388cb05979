"""Jobs for another machine: plain values go, and what comes back is sealed here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from capture import artifacts
from data_schemas.artifact import Kind
from data_schemas.errors import StoreError
from pipelines.job import Job, weights_of
from pipelines.run import opened
from pipelines.stage import Parcel, Values, quiet

if TYPE_CHECKING:
    from capture.site import Site


def parcel_of(site: Site, job: Job) -> Parcel:
    """All that a job's stage needs; the recording, if it takes one, as bytes in memory."""
    values, context = opened(site, job, but=Kind.ORIGINAL)
    content, recorded = None, None
    for original in job.inputs.get(Kind.ORIGINAL, ()):
        with artifacts.open_bytes(site, original) as source:
            content = source.read()
        recorded = artifacts.known(site, original)
    return Parcel(
        stage=job.stage.name,
        version=job.stage.version,
        values=values,
        original=content,
        allow_cut=recorded is not None and recorded.stage == artifacts.RECORDER,
        context=replace(context, progress=quiet),
        weights={} if Kind.GIVEN_TRANSCRIPT in job.inputs else weights_of(job.stage, job.params),
    )


def seal(site: Site, job: Job, made: Values) -> None:
    """Keep what was made of a job elsewhere as its own result.

    Raises StoreError where that is not all that its stage makes.
    """
    if set(made) != set(job.recipes):
        raise StoreError(f"{job.stage.name} did not make all that it makes: run it again.")
    for kind, value in made.items():
        if not artifacts.known(site, job.recipes[kind].id):
            artifacts.seal(site, job.recipes[kind], job.scope, value, job.beside)
