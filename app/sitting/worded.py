"""Questions as a language model of the site worded them, for as long as the server runs.

An interviewer chose to ask them so; what is kept of an answer says who worded its question.
"""

from __future__ import annotations

import threading

from app.sitting.telling import About
from data_schemas.errors import InputError
from data_schemas.sitting import Asked
from pipelines.elicit.phrasing import desk

KEPT = 1_000
_lock = threading.Lock()
_worded: dict[tuple[str, str], Asked] = {}


def worded(session: str, asked: Asked) -> Asked:
    """The question as it is to be put."""
    with _lock:
        return _worded.get((session, asked.target), asked)


def turn(about: About, asked: Asked) -> None:
    """Ask it in other words, or as it was before if it is in other words already.

    Raises InputError where no model is set or no other wording asks the same, ModelError.
    """
    key = (about.session, asked.target)
    with _lock:
        if _worded.pop(key, None) is not None:
            return
    found = desk.say_otherwise(about.site, about.who, about.session, asked)
    if found is None:
        raise InputError(
            "It found no other wording that asks the same. The question stays as it is."
        )
    with _lock:
        if len(_worded) >= KEPT:
            _worded.clear()
        _worded[key] = found
