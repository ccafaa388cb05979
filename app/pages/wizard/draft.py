"""What was filled in so far. It outlives a reload of the page, and the web server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from app.kept import Kept
from capture import consent, sessions
from capture.site import Site
from data_schemas.rights import Actor, ProtectionClass

LAST = 5
# What JSON has no word for, and what a list of choices would not know again as a plain text.
_TOLD = {"date": date, "class": ProtectionClass}


def _write(values: dict[str, Any]) -> bytes:
    return json.dumps(_plain(values), ensure_ascii=False, sort_keys=True).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    kind = next((name for name, kind in _TOLD.items() if type(value) is kind), None)
    return value if kind is None else {f"{kind}:": str(value)}


def _read(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data, object_hook=_told)
    return found


def _told(found: dict[str, Any]) -> Any:
    if found.keys() == {"date:"}:
        return date.fromisoformat(found["date:"])
    return ProtectionClass(found["class:"]) if found.keys() == {"class:"} else found


DRAFTS: Kept[dict[str, Any]] = Kept(
    "draft", _write, _read, lambda values: str(values.get("session", ""))
)


@dataclass
class Draft:
    """``values`` by the names of the fields; ``name`` finds them again, ``step`` counts from 1."""

    site: Site
    who: Actor
    name: str
    values: dict[str, Any]
    step: int

    @contextmanager
    def saved(self) -> Iterator[None]:
        """What is filled in meanwhile is kept, also where the page turns to another step."""
        before = _write(self.values)
        try:
            yield
        finally:
            if _write(self.values) != before:
                DRAFTS.put_again(self.site, self.who, self.name, self.values)

    def field(self, name: str, default: Any) -> str:
        """The key of a widget that shows what was filled in before."""
        key = f"wizard-{name}"
        st.session_state.setdefault(key, self.values.get(name, default))
        return key

    def keep(self, name: str, value: Any) -> Any:
        self.values[name] = value
        return value

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def go(self, step: int) -> None:
        """Show another step, also after a reload."""
        st.query_params["draft"] = self.name
        st.query_params["step"] = str(step)
        st.query_params.pop("session", None)
        st.rerun()


def current(site: Site, who: Actor) -> Draft:
    """The draft that the address names, else one of the session that it names, else a new one."""
    name = st.query_params.get("draft", "")
    values = DRAFTS.get(site, who, name)
    if values is None:
        values = _begun(site, who)
        name = DRAFTS.put(site, who, values)
        st.query_params["draft"] = name
    step = st.query_params.get("step", "1")
    # Whose session it is and what is done stays as it is once there is one.
    first, furthest = (2, LAST) if "session" in values else (1, 3)
    number = int(step) if step.isascii() and step.isdigit() and len(step) < 3 else 1
    return Draft(site, who, name, values, min(max(number, first), furthest))


def _begun(site: Site, who: Actor) -> dict[str, Any]:
    """Nothing, or what is known of a session that is there already, or of a planned job."""
    asked = st.query_params.get("session", "")
    if not asked:
        return {
            name: st.query_params[name] for name in ("expert", "job") if name in st.query_params
        }
    found = sessions.get_session(site, who, asked)
    return {
        "session": found.id,
        "procedure": found.procedure,
        "expert": found.expert,
        "present": [one.model_dump() for one in consent.present(site, who, asked)],
        "microphones": found.microphones,
    }
