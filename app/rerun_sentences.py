"""What can go wrong about new results, marked for the catalogues."""

from __future__ import annotations

from app.language import later

RERUN_SENTENCES: tuple[str, ...] = (
    later("No new results wait for this work session."),
    later("This work session is approved: reopen it before other results can be accepted."),
    later("The new results are still being made: stop that first."),
    later("Something of this work session changed since: its new results are made again first."),
)
