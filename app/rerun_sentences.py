"""What can go wrong about new results, marked for the catalogues."""

from __future__ import annotations

from app.language import later

RERUN_SENTENCES: tuple[str, ...] = (
    later("No new results wait for this work session."),
    later("New results could not be made ({}): run `sonmat doctor`."),
    later("Nothing went wrong with this work session: there is nothing to repeat."),
    later("The model {} is not on this machine: run `sonmat models fetch`."),
    later("A node of the cluster has another version of Sonmat: update it."),
    later("A node of the cluster has other weights of {}: fetch them there."),
    later("There is no Ray cluster at SONMAT_RAY_ADDRESS: start it, or unset the setting."),
    later("The step {} failed on the cluster ({}): see its logs."),
    later("This work session is approved: reopen it before other results can be accepted."),
    later("The new results are still being made: stop that first."),
    later("Something of this work session changed since: its new results are made again first."),
)
