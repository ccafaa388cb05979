"""The same stages on a site's own Ray cluster: plain values go there, plain values come back.

Ray is not durable: this is called from inside a durable step, and what it lost is done again.
Nodes have Sonmat and its weights, and no keys, database or vault. A task whose node died runs again
on another one. Nodes keep the models of a task loaded for the next one of another session.
"""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import Any, BinaryIO

from capture.media import Limits, Media
from data_schemas.artifact import Kind
from data_schemas.errors import ModelError, NeedsSoftware, SettingsError, SonmatError
from pipelines.stage import Parcel, Values

# Ray may not tell its makers anything; read when it is imported.
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_USAGE_STATS_PROMPT_ENABLED": "0"}
RETRIES = 3
REACHED_WITHIN_S = 10.0
NEEDED = "The cluster needs Ray: install the extra `[ray]`."


def check() -> None:
    """Raises NeedsSoftware without Ray."""
    if find_spec("ray") is None:
        raise NeedsSoftware(NEEDED)


def run_many(address: str, parcels: Iterable[Parcel]) -> Iterator[tuple[int, Values | SonmatError]]:
    """(position, what was made or why not) of each parcel, as they are done.

    As many are on their way as the cluster has cores, and one more; the others are not opened yet.
    Raises SettingsError where there is no cluster at ``address``.
    """
    ray = connected(address)
    remote = ray.remote(max_retries=RETRIES, max_calls=0)(work)
    most = int(ray.cluster_resources().get("CPU", 1)) + 1
    waiting: dict[Any, tuple[int, str]] = {}
    for position, parcel in enumerate(parcels):
        task = remote.options(num_cpus=1, num_gpus=_gpus(parcel))
        waiting[task.remote(parcel)] = position, parcel.stage
        if len(waiting) >= most:
            yield _next(ray, waiting)
    while waiting:
        yield _next(ray, waiting)


def _next(ray: Any, waiting: dict[Any, tuple[int, str]]) -> tuple[int, Values | SonmatError]:
    (done,), _rest = ray.wait(list(waiting), num_returns=1)
    position, stage = waiting.pop(done)
    try:
        return position, ray.get(done)
    except Exception as error:
        return position, _told(error, stage)


def work(parcel: Parcel) -> Values:
    """On a node: run the stage. Raises ModelError or SettingsError where the node differs."""
    from pipelines.stages import BY_NAME
    from pipelines.weights import weights_digest

    stage = BY_NAME.get(parcel.stage)
    if stage is None or stage.version != parcel.version:
        raise SettingsError("A node of the cluster has another version of Sonmat: update it.")
    for name, digest in parcel.weights.items():
        if weights_digest(name) != digest:
            raise ModelError(
                f"A node of the cluster has other weights of {name}: fetch them there."
            )
    values: dict[Kind, Any] = dict(parcel.values)
    content = parcel.original
    if content is not None:
        limits = Limits(allow_cut=parcel.allow_cut)
        values[Kind.ORIGINAL] = Media(lambda: io.BytesIO(content), limits)
    written: dict[Kind, io.BytesIO] = {}

    def sink(kind: Kind) -> BinaryIO:
        written[kind] = io.BytesIO()
        return written[kind]

    made = stage.run(values, replace(parcel.context, sink=sink))
    return {**made, **{kind: held.getvalue() for kind, held in written.items()}}


def connected(address: str) -> Any:
    """Ray, with this process one of the cluster's. Raises NeedsSoftware or SettingsError."""
    check()
    os.environ.update(QUIET)
    import ray

    if not ray.is_initialized():
        try:
            # Ray itself looks for minutes.
            host, port = address.rsplit(":", 1)
            socket.create_connection((host, int(port)), timeout=REACHED_WITHIN_S).close()
            ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        except (OSError, RuntimeError, ValueError) as error:
            raise SettingsError(
                "There is no Ray cluster at SONMAT_RAY_ADDRESS: start it, or unset the setting."
            ) from error
    return ray


def _gpus(parcel: Parcel) -> int:
    from pipelines.stages import BY_NAME

    return int(BY_NAME[parcel.stage].queue == "gpu")


def _told(error: Exception, stage: str) -> SonmatError:
    """A library's message may quote what it worked on: only our own sentences are passed on."""
    cause = getattr(error, "cause", None)
    if isinstance(cause, SonmatError):
        return cause
    name = type(cause or error).__name__
    return SonmatError(f"The step {stage} failed on the cluster ({name}): see its logs.")
