"""Questions as a language model of the site worded them, for as long as the sitting goes on.

An interviewer chose to ask them so; what is kept of an answer says who worded its question. They
wait sealed under a key of the session (``capture.waiting``), for every screen at every web server.
"""

from __future__ import annotations

from pydantic import TypeAdapter

from app.sitting.telling import About
from capture import waiting
from capture.site import Site
from capture.waiting import Place
from data_schemas.errors import InputError
from data_schemas.sitting import Asked
from pipelines.elicit.phrasing import desk

_ALL: TypeAdapter[dict[str, Asked]] = TypeAdapter(dict[str, Asked])


def worded(site: Site, session: str) -> dict[str, Asked]:
    """The questions that are put in other words, by what they are about."""
    return _read(waiting.get(site, _place(session)))


def turn(about: About, asked: Asked) -> None:
    """Ask it in other words, or as it was before if it is in other words already.

    Raises InputError where no model is set or no other wording asks the same, ModelError.
    """
    if asked.target in worded(about.site, about.session):
        _put(about, asked.target, None)
        return
    found = desk.say_otherwise(about.site, about.who, about.session, asked)
    if found is None:
        raise InputError(
            "It found no other wording that asks the same. The question stays as it is."
        )
    _put(about, asked.target, found)


def _put(about: About, target: str, words: Asked | None) -> None:
    def made(before: bytes | None) -> bytes:
        others = {name: one for name, one in _read(before).items() if name != target}
        return _ALL.dump_json(others | ({target: words} if words else {}))

    waiting.change(about.site, _place(about.session), about.session, made)


def _place(session: str) -> Place:
    return Place("worded", session, "")


def _read(data: bytes | None) -> dict[str, Asked]:
    return _ALL.validate_json(data) if data else {}
