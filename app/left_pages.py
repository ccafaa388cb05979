"""Pages that were left and wanted to look again are not looked at any more.

A part of a page that looks again by itself (``st.fragment`` with ``run_every``) may ask for that
while a click leads to another page. Streamlit (1.67) then draws the new page first, and after it
the answer for the old one: it finds nothing to draw, but has told the browser that the page is the
old one again, which empties it. The next look of the new page has no place any more: it stays
white. Streamlit asks whether the part still exists when the wish comes in; here it is asked again
when its turn comes.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner


def leave_them() -> None:
    """For all visits of this process; once is enough."""
    run = ScriptRunner._run_script
    if hasattr(run, "__wrapped__"):
        return

    @wraps(run)
    def run_what_is_there(self: ScriptRunner, rerun_data: Any) -> None:
        parts = rerun_data.fragment_id_queue
        if not parts or any(self._fragment_storage.contains(one) for one in parts):
            run(self, rerun_data)

    ScriptRunner._run_script = run_what_is_there  # type: ignore[method-assign]
