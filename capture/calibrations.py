"""The site's own confidence, learnt from what its people confirmed and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from data_schemas.artifact import Kind, Recipe
from data_schemas.calibration import Calibration
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site


def get_calibration(site: Site, who: Actor) -> Calibration | None:
    """The one that holds now; None while the confidence is as shipped."""
    require(site, who, Action.LIST)
    return newest(site)


def newest(site: Site) -> Calibration | None:
    """By its number: a clock may go back."""
    kept = (artifacts.load(site, one.id) for one in artifacts.find(site, None, Kind.CALIBRATION))
    return max(kept, key=lambda one: one.recalibration.number, default=None)


def keep(site: Site, value: Calibration, parents: tuple[str, ...]) -> None:
    """``parents`` are the artifacts that people's judgements were read from."""
    number = value.recalibration.number
    recipe = Recipe(
        kind=Kind.CALIBRATION,
        stage="calibrate",
        version="1",
        params={"number": number},
        parents=parents,
    )
    artifacts.seal(site, recipe, artifacts.SITE, value)
