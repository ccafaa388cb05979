"""A card's plan and what became of it: as a table for people, as JSON for scripts."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from capture.card_plan import Plan, PlanFile, PlanSession
from capture.cards import Taken

WIDTH = 140  # where the output is no terminal


def plan_text(plan: Plan) -> str:
    """A table of sessions, cameras and files, where each lies and what says so."""
    table = Table(box=None, pad_edge=False)
    for name in ("session", "camera", "file", "length", "starts at", "by"):
        table.add_column(name, overflow="fold", justify="right" if name == "length" else "left")
    for number, session in enumerate(plan.sessions, 1):
        for camera_number, camera in enumerate(session.cameras):
            for file_number, file in enumerate(camera.files):
                table.add_row(
                    _session_name(number, session) if not camera_number + file_number else "",
                    camera.device if not file_number else "",
                    file.path,
                    clock(file.duration_s),
                    f"{file.offset_s:+.2f} s",
                    said_by(file),
                )
        for note in session.notes:
            table.add_row("", "", f"! {note}", "", "", "")
    return "\n".join((_drawn(table), *_left(plan)))


def taken_text(taken: Taken) -> str:
    """Which session it became, and the checksum of each file on arrival."""
    session = taken.session
    head = f"{session.id} (No. {session.number}) taken in" if session else "All of it is here"
    lines = [f"{head}:"]
    for one in taken.files:
        verified = ", read twice" if one.verified else ""
        known = _known(one.known_in)
        lines.append(f"  {one.sha256}  {one.path}{verified}{known}")
    return "\n".join(lines)


def import_view(plan: Plan, taken: Sequence[Taken]) -> dict[str, Any]:
    """The JSON of ``sonmat import``: every file of the plan once, with what became of it."""
    return {
        "sessions": [
            _session_view(session, taken[number] if number < len(taken) else None)
            for number, session in enumerate(plan.sessions)
        ],
        "refused": [one.model_dump() for one in plan.refused],
        "skipped": list(plan.skipped),
    }


def _session_view(session: PlanSession, taken: Taken | None) -> dict[str, Any]:
    arrived = {one.path: one for one in taken.files} if taken else {}
    made = taken.session if taken else None
    files = []
    for number, camera in enumerate(session.cameras, 1):
        for file in camera.files:
            one = arrived.get(file.path)
            files.append(
                {
                    "path": file.path,
                    "camera": number,
                    "device": camera.device,
                    "duration_s": file.duration_s,
                    "offset_s": file.offset_s,
                    "offset_by": file.offset_by,
                    "confidence": file.offset_confidence,
                    "sha256": one.sha256 if one else None,
                    "known_in": one.known_in if one else None,
                    "verified": one.verified if one else False,
                }
            )
    return {
        "session": made.id if made else None,
        "number": made.number if made else None,
        "starts_at": _at(session),
        "sure": session.sure,
        "notes": list(session.notes),
        "files": files,
    }


def said_by(file: PlanFile) -> str:
    """What says where a file lies."""
    if file.offset_by == "sound":
        return f"sound ({file.offset_confidence or 0.0:.2f})"
    return {"nobody": "the zero", "clock": "names and clocks"}.get(file.offset_by, file.offset_by)


def clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _session_name(number: int, session: PlanSession) -> str:
    at = _at(session)
    sure = "" if session.sure else ", not sure"
    return f"{number}{f' ({at[:16]}{sure})' if at else sure}"


def _at(session: PlanSession) -> str | None:
    if session.starts_s is None:
        return None
    try:
        return datetime.fromtimestamp(session.starts_s, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return None


def _known(number: int | None) -> str:
    if number is None:
        return ""
    return f", already here in session No. {number}" if number else ", already here"


def _left(plan: Plan) -> list[str]:
    if not plan.skipped:
        return []
    names = ", ".join(plan.skipped[:3]) + (" ..." if len(plan.skipped) > 3 else "")
    return [f"{len(plan.skipped)} other file(s) left alone: {names}"]


def _drawn(table: Table) -> str:
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH
    out = io.StringIO()
    Console(file=out, width=width, no_color=True).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())
