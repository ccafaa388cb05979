"""``sonmat effort``."""

from __future__ import annotations

from app.cli.base import Json, app, emit, open_site
from app.cli.procedure import ProcedureArgument


@app.command()
def effort(procedure: ProcedureArgument, json: Json = False) -> None:
    """How many human minutes in the app a job took, by what they were spent on; of nobody."""
    from capture.access import OWNER
    from capture.effort import of_job

    found = of_job(open_site(), OWNER, procedure)
    spent = "\n".join(f"{name}: {s / 60:.1f} min" for name, s in found.seconds.items())
    told = f"{found.sessions} sessions, {found.video_s / 60:.1f} min recorded\n{spent}"
    if found.ratio is not None:
        told += f"\n{found.ratio:.2f} human minutes a recorded minute up to the approved sheet"
    emit(
        {**found.model_dump(mode="json"), "working_s": found.working_s, "ratio": found.ratio},
        json,
        told,
    )
