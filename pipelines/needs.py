"""Which weights the work of a worker's queues needs, and which of them its machine lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.executors import served_by
from pipelines.stage import Stage
from pipelines.stages import STAGES
from pipelines.weights import is_here
from pipelines.workflow_runs import queue_of

if TYPE_CHECKING:
    from capture.site import Site


def lacking(site: Site, queues: tuple[str, ...]) -> tuple[str, ...]:
    """Names of missing weights, in order; of a local file its name without the folder.

    Only whether they are there is looked at, not every byte.
    """
    served = served_by(queues)
    mine = [stage for stage in STAGES if queue_of(site, stage.name) in served]
    names = dict.fromkeys(name for stage in mine for name in _weights(site, stage))
    missing = [name for name in names if not is_here(name)]
    return tuple(name.rsplit("/", 1)[-1].replace(" ", "_") for name in missing)


def _weights(site: Site, stage: Stage) -> tuple[str, ...]:
    chosen = (str(getattr(site.settings, name)) for name in stage.model_params)
    return (*stage.models, *chosen)
