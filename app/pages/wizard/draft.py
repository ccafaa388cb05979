"""What was filled in so far. It outlives a reload of the page, not the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.kept import Kept
from capture import consent, sessions
from capture.site import Site
from data_schemas.rights import Actor

LAST = 5
DRAFTS: Kept[dict[str, Any]] = Kept()


@dataclass
class Draft:
    """``values`` by the names of the fields; ``name`` finds them again, ``step`` counts from 1."""

    site: Site
    who: Actor
    name: str
    values: dict[str, Any]
    step: int

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
    values = DRAFTS.get(who, name) if name else None
    if values is None:
        values = _begun(site, who)
        name = DRAFTS.put(who, values)
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
