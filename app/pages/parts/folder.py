"""Recordings from a card or folder on the machine that runs Sonmat: looked at, then taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from app import problems, signin, work
from app.language import _, later, n_
from app.links import open_session
from app.pages.parts import arrived
from app.plain import clock, verbatim
from capture import cards, folders
from capture.card_plan import Plan, PlanFile, PlanSession
from capture.ingest import Intake
from capture.site import Site
from data_schemas.errors import MediaError, SonmatError
from data_schemas.rights import Actor, Role

_PLAN = "folder-plan"
_DONE = "folder-done"
DOING: dict[str, str] = {
    "look": later("Looking at the files…"),
    "listen": later("Listening to the cameras…"),
    "read": later("Reading the files…"),
    "seal": later("Checking the recording and locking it away…"),
}


@dataclass(frozen=True)
class Looked:
    """A plan, and the folder it was made of."""

    folder: Path
    plan: Plan


def draw(site: Site, who: Actor, intake: Intake, missing: str) -> None:
    """Choose a folder, look at it, take in what is ticked.

    ``intake`` says whose the recordings are, without them; ``missing`` is a sentence about what
    is still to be filled in for that, else empty.
    """
    here = at_this_machine()
    offered = folders.choices(site, who, here)
    if not offered and (site.settings.import_folders or not here):
        st.caption(_("No folder was opened for this on the machine that runs Sonmat."))
        return
    named = _folder(offered)
    gap = st.number_input(
        _("A pause of more than this many minutes begins another work session"),
        min_value=1, max_value=600, value=15, key="folder-gap",
    )  # fmt: skip
    if st.button(_("Look at it"), disabled=not named, key="folder-look"):
        st.session_state.pop(_PLAN, None)
        _careful(lambda: _look(site, who, named, here, gap * 60.0))
    looked: Looked | None = st.session_state.get(_PLAN)
    if looked is not None:
        if not looked.plan.sessions and not st.session_state.get(_DONE):
            st.info(_("There is no recording in this folder that can be used."))
        _plan(looked.plan)
        _take(site, who, looked, intake, missing)
    for name, session, files in st.session_state.get(_DONE, ()):
        st.markdown(f"**{verbatim(name)}**")
        arrived.table(files)
        if session and st.button(_("Open this work session"), key=f"folder-open-{session}"):
            open_session(session)


def at_this_machine() -> bool:
    """Whether who asks sits at the machine that serves the page: only they are its owner."""
    who = signin.current()
    return Role.OWNER in who.roles and not who.remote


def _folder(offered: tuple[Path, ...]) -> str:
    """One that is offered, or a path; only a path where nothing is plugged in."""
    name = _("Card or folder on the machine that runs Sonmat")
    hint = _("Choose, or type a path such as /media/card")
    if not offered:
        return st.text_input(name, placeholder=hint, key="folder-typed").strip()
    chosen = st.selectbox(
        name,
        options=[str(one) for one in offered],
        accept_new_options=True,
        placeholder=hint,
        key="folder-path",
    )
    return (chosen or "").strip()


def _look(site: Site, who: Actor, named: str, here: bool, gap_s: float) -> None:
    folder = folders.folder_of(site, who, named, here)
    with _Bar() as bar:
        plan = cards.scan(site, who, folder, gap_s, bar.show)
    st.session_state[_PLAN] = Looked(folder, plan)
    st.session_state.pop(_DONE, None)


def _plan(plan: Plan) -> None:
    for number, session in enumerate(plan.sessions, 1):
        with st.container(border=True):
            st.markdown(_title(number, session))
            st.dataframe(
                [row for camera in _rows(session) for row in camera],
                hide_index=True, width="stretch", key=f"folder-table-{number}",
            )  # fmt: skip
            for note in session.notes:
                st.warning(problems.reason(note), icon=":material/help:")
    for refusal in plan.refused:
        name, said = refusal.path, refusal.reason.removeprefix(f"{refusal.path}: ")
        st.warning(f"**{verbatim(name)}** — {verbatim(problems.told(MediaError(said)))}")
    if plan.skipped:
        st.caption(n_("{n} other file is left alone.", "{n} other files are left alone.",
                      len(plan.skipped)))  # fmt: skip


def _title(number: int, session: PlanSession) -> str:
    parts = [f"**{_('Work session {n} of this folder').format(n=number)}**"]
    if session.starts_s is not None:
        at = datetime.fromtimestamp(session.starts_s, UTC)
        parts.append(_("{at} by the camera's clock").format(at=at.strftime("%Y-%m-%d %H:%M")))
    parts.append(clock(session.length_s))
    if not session.sure:
        parts.append(f":orange[{_('Please check')}]")
    return " · ".join(parts)


def _rows(session: PlanSession) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                _("Camera"): f"{number}. {camera.device}",
                _("File"): file.path,
                _("Length"): clock(file.duration_s),
                _("Starts at (s)"): round(file.offset_s, 2),
                _("Known by"): _(said_by(file)),
            }
            for file in camera.files
        ]
        for number, camera in enumerate(session.cameras, 1)
    ]


def said_by(file: PlanFile) -> str:
    """What says where a file lies, to be translated."""
    return {
        "nobody": later("the clock of all"),
        "clock": later("its name or its clock"),
        "sound": later("its sound"),
    }.get(file.offset_by, "")


def _take(site: Site, who: Actor, looked: Looked, intake: Intake, missing: str) -> None:
    names = {
        n: _("Work session {n} of this folder").format(n=n + 1)
        for n in range(len(looked.plan.sessions))
    }
    if not names:
        return
    chosen = st.multiselect(
        _("What to take in for this procedure, expert and agreement"),
        options=list(names), default=list(names), format_func=names.__getitem__,
        key="folder-chosen",
    )  # fmt: skip
    pressed = st.button(
        _("Take these in"), type="primary", disabled=bool(missing) or not chosen,
        key="folder-take",
    )  # fmt: skip
    if missing:
        st.caption(missing)
    if pressed and not missing:
        _careful(lambda: _keep(site, who, looked, [(n, names[n]) for n in chosen], intake))


def _keep(
    site: Site, who: Actor, looked: Looked, chosen: list[tuple[int, str]], intake: Intake
) -> None:
    """Session by session: what is whole stays, whatever happens to a later one."""
    done = st.session_state[_DONE] = []
    left = list(looked.plan.sessions)
    for number, name in chosen:
        group = looked.plan.sessions[number]
        with _Bar() as bar:
            taken = cards.take_in(site, who, looked.folder, group, cards.Wanted(intake), bar.show)
        files = [arrived.File(f.path, f.sha256, f.known_in) for f in taken.files]
        session = taken.session.id if taken.session else ""
        if session:
            work.want(site, who, session)
            arrived.remember(session, files)
        done.append((name, session, files))
        left.remove(group)
        rest = looked.plan.model_copy(update={"sessions": tuple(left)})
        st.session_state[_PLAN] = Looked(looked.folder, rest)
    st.rerun()


class _Bar:
    """A bar that says what is being done; gone when it is over."""

    def __enter__(self) -> _Bar:
        self._place = st.empty()
        return self

    def __exit__(self, *_: object) -> None:
        self._place.empty()

    def show(self, what: str, share: float) -> None:
        self._place.progress(min(1.0, share), text=_(DOING.get(what, DOING["read"])))


def _careful(act: Any) -> None:
    try:
        act()
    except SonmatError as error:
        st.error(problems.told(error))
