"""How the site fares, for who answers for it or looks after it: numbers and no content."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import context, problems, signin
from app.checks.base import Checkup, Grade
from app.doctor import health
from app.health_sentences import CHECKS
from app.language import _, later, n_
from app.layout import title
from app.pages.parts import keeping
from capture.permission import decide
from capture.storage import storage
from data_schemas.rights import Action, Facts
from data_schemas.storage import Part, Storage

GB = 10**9
PARTS: dict[Part, str] = {
    "originals": later("Recordings as they came"),
    "proxies": later("Copies that play everywhere"),
    "masked": later("Copies with everything hidden"),
    "made": later("Words, movement and all else made of them"),
    "arriving": later("On their way in"),
    "other": later("Databases, caches"),
}
GRADES: dict[Grade, tuple[str, str]] = {
    "fail": (":material/error:", "red"),
    "warn": (":material/warning:", "orange"),
    "ok": (":material/check_circle:", "green"),
}


def draw() -> None:
    site, who = context.site(), signin.current()
    title(
        _("Health of this site"),
        _("Numbers and no content. Machines read the same at the address /health."),
    )
    kept = storage(site, who)
    checks = health(site)
    for grade in ("fail", "warn"):
        for one in (one for one in checks if one.grade == grade):
            _trouble(one)
    if all(one.grade == "ok" for one in checks):
        st.success(_("All is as it should be."))
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        st.header(_("What was looked at"), anchor=False)
        _table([(_name(one), problems.reason(one.found), one.grade) for one in checks])
    with right:
        st.header(_("Room"), anchor=False)
        _room(kept)
        # Who keeps no sessions sees how many are due, not which.
        if decide(who, Action.WITHDRAW, Facts()).allowed:
            st.header(_("Time of keeping"), anchor=False)
            keeping.draw(site, who)


def _name(one: Checkup) -> str:
    return _(CHECKS[one.code])


def _trouble(one: Checkup) -> None:
    icon, color = GRADES[one.grade]
    tell = st.error if color == "red" else st.warning
    tell(f"**{_name(one)}**: {problems.reason(one.found)}. {problems.reason(one.mend)}", icon=icon)


def _table(rows: list[tuple[str, str, Grade]]) -> None:
    for name, found, grade in rows:
        icon, color = GRADES[grade]
        what, said = st.columns([1, 1.4], vertical_alignment="center")
        what.markdown(f":{color}[{icon}] {name}")
        said.caption(escape(found))


def _room(kept: Storage) -> None:
    if kept.full is not None:
        st.progress(min(1.0, kept.full), text=_("{share} taken").format(share=f"{kept.full:.0%}"))
    if kept.hours_left is not None:
        hours = int(kept.hours_left)
        st.markdown(
            n_("About {n} hour of recording fits.", "About {n} hours of recording fit.", hours)
        )
    for one in kept.shares:
        if one.size:
            what, size = st.columns([2.4, 1])
            what.caption(_(PARTS[one.part]))
            size.caption(f"{one.size / GB:.2f} GB")
    if kept.budget is not None:
        st.caption(_("The limit is {size} GB.").format(size=f"{kept.budget / GB:.0f}"))
