"""``sonmat calibrate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, emit, open_site

if TYPE_CHECKING:
    from pipelines.review.refit.desk import Refit


@app.command()
def calibrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what was found.")] = False,
    json: Json = False,
) -> None:
    """Fit the confidence of placed steps to what people here confirmed and corrected."""
    from capture.access import OWNER
    from pipelines.review.refit.desk import refit_confidence

    found = refit_confidence(open_site(), OWNER, dry_run)
    answer = found.model_dump(mode="json", exclude={"calibration"})
    emit({**found.calibration.model_dump(mode="json"), **answer}, json, _told(found, dry_run))


def _told(found: Refit, dry_run: bool) -> str:
    made = found.calibration
    lines = [
        f"{made.corrections} sections confirmed or corrected in {made.sessions} sessions,"
        f" {made.right} of them placed right.",
        f"On sessions it was not fitted on, the confidence is off by {made.ece_before:.1%} as"
        f" shipped and by {made.ece_after:.1%} refitted"
        f" (loss {made.loss_before:.3f} and {made.loss_after:.3f}).",
    ]
    if not made.better:
        lines.append("The refitted one is no better: the confidence as shipped holds.")
    elif not found.changed:
        lines.append("It is the one that holds already.")
    elif dry_run:
        lines.append("It would hold from now on; nothing was changed.")
    else:
        lines.append("It holds from now on.")
    if found.changed and not dry_run:
        lines.append(f"Process again for it: {', '.join(found.process_again)}.")
    if found.outdated:
        lines.append(
            f"{found.outdated} sections placed by an earlier version do not count: process their"
            " sessions again."
        )
    return "\n".join(lines)
