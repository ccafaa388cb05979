"""``sonmat storage``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.base import Json, app, emit, open_site

if TYPE_CHECKING:
    from data_schemas.storage import Storage

GB = 10**9
NAMES = {
    "originals": "recordings as they came",
    "proxies": "copies that play everywhere",
    "masked": "masked copies",
    "made": "words, movement and all else that was made of them",
    "arriving": "on their way in",
    "other": "databases, caches",
}


@app.command()
def storage(json: Json = False) -> None:
    """Say what takes how much room, and how many hours of recording are left."""
    from capture.access import OWNER
    from capture.storage import storage as measure

    found = measure(open_site(), OWNER)
    answer = {
        **found.model_dump(mode="json"),
        "used": found.used,
        "hours_left": found.hours_left,
        "full": found.full,
    }
    emit(answer, json, _told(found))


def _told(found: Storage) -> str:
    lines = [f"{one.size / GB:9.2f} GB  {NAMES[one.part]}" for one in found.shares]
    lines.append(f"{found.used / GB:9.2f} GB  in all")
    if found.budget is not None:
        lines.append(f"{found.budget / GB:9.2f} GB  is the limit (SONMAT_STORAGE_BUDGET_GB)")
    if found.free is not None:
        lines.append(f"{found.free / GB:9.2f} GB  free on the disk")
    if found.hours_left is not None:
        lines.append(
            f"{found.hours_left:9.1f} h   of recording fit, at {found.hour / GB:.1f} GB an hour"
        )
    return "\n".join(lines)
