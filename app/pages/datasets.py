"""Dataset releases: those that were made, and making one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import catalogue, context, problems, signin
from app.language import _, n_
from app.layout import empty, title
from app.pages.parts import release_choices, releases_made
from app.pages.parts.release_formats import FORMATS, USUAL, called
from app.pages.parts.release_telling import Called, place, refused, telling, written
from app.plain import verbatim
from capture import saved_searches, sessions
from capture.permission import decide
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.release import Refusal, Selection
from data_schemas.rights import Action, Actor, Facts

if TYPE_CHECKING:
    from pipelines.release.destination import Destination

# Sessions to choose from at once, and those that are checked unasked.
OFFERED, CHECKED = 200, 30


def draw() -> None:
    from pipelines.release import desk

    site, who = context.site(), signin.current()
    title(
        _("Datasets"),
        _(
            "A dataset release is a folder that an AI developer's own tools open. It holds"
            " only what the experts agreed to."
        ),
    )
    made = desk.list_releases(site, who)
    recall = desk.to_recall(site, who)
    if not decide(who, Action.RELEASE, Facts()).allowed:
        releases_made.draw(made, recall, None)
        return
    count = sessions.count_sessions(site, who)
    if not count:
        empty(
            _("There is nothing to release yet. Take in a first recording."),
            "new",
            _("New work session"),
        )
        return
    known = Called(site, who)
    left, right = st.columns([1, 1], gap="large")
    with left:
        _make(site, who, count, known)
    with right:
        releases_made.draw(made, recall, known)


def _offered(site: Site, who: Actor, count: int, known: Called) -> list[str]:
    """Sessions to choose from; of very many the newest that are called as somebody typed."""
    named = None
    if count > OFFERED:
        typed = st.text_input(
            _("Filter"), placeholder=_("Procedure or expert"), key="release-filter",
            help=_("The newest {n} are offered below. Type to find others.").format(n=OFFERED),
        )  # fmt: skip
        named = known.names.holding(typed.casefold()) if typed else None
    found = sessions.page_of_sessions(site, who, 0, OFFERED, named)
    chosen = st.session_state.get("release-sessions", [])
    offered = [one.id for one in found if one.withdrawn_at is None]
    return [*offered, *(one for one in chosen if one not in offered)]


def _make(site: Site, who: Actor, count: int, known: Called) -> None:
    from pipelines.release.versions.desk import public_key

    st.header(_("Make a dataset release"), anchor=False)
    name = st.text_input(_("Name"), key="release-name", placeholder="cable-gland-2026")
    chosen = st.multiselect(
        _("Work sessions"),
        options=_offered(site, who, count, known),
        format_func=known,
        placeholder=_("All that may leave"),
        key="release-sessions",
    )
    searched = _of_search(site, who, chosen)
    formats = st.multiselect(
        _("Formats"),
        options=list(FORMATS),
        default=USUAL,
        format_func=called,
        key="release-formats",
    )
    folder = st.text_input(
        _("New folder on this machine"),
        key="release-folder",
        placeholder="~/sonmat-exports/cable-gland",
    )
    options = release_choices.draw(formats)
    with st.expander(_("Expert details")):
        keys = st.text_area(
            _("Only for these people: their age keys, one a line"),
            key="release-recipients",
            placeholder="age1…",
            help=_(
                "With a key here, the dataset is one encrypted file instead of a folder."
                " Only they can open it."
            ),
        )
        st.caption(_("With this key anybody checks that a dataset is from here:"))
        st.code(public_key(site, who).splitlines()[1], language=None)
    if searched == []:
        st.info(_("The saved search finds nothing in these work sessions."))
        return
    chosen = searched or chosen
    selection = Selection(
        name=name.strip(), sessions=tuple(chosen), formats=tuple(formats), options=options
    )
    stays = _checked(site, who, selection, len(chosen) or count, known)
    missing = _missing(name, formats, folder)
    ready = not missing and stays is not None
    if st.button(_("Make it"), type="primary", disabled=not ready, key="release-make"):
        told = {one.session for one in stays or ()}
        more = _create(site, who, selection, place(folder, keys))
        refused(tuple(one for one in more if one.session not in told), known)
    if missing:
        st.caption(missing)


def _missing(name: str, formats: list[str], folder: str) -> str:
    """The first thing that is still to be said; "" once all is."""
    if not name.strip():
        return _("Give the dataset a name first.")
    if not formats:
        return _("Choose a format first.")
    return "" if folder.strip() else _("Name a new folder for it first.")


def _checked(
    site: Site, who: Actor, selection: Selection, many: int, known: Called
) -> tuple[Refusal, ...] | None:
    """What the release check keeps here, as far as it was asked; None where nothing may leave.

    It opens what each session holds: of many only when somebody asks for it. Making the dataset
    checks all of them again.
    """
    from pipelines.release import desk

    if many > CHECKED and not st.button(
        _("See what may leave"), key="release-check", icon=":material/fact_check:"
    ):
        st.caption(_("All {n} work sessions are checked when the dataset is made.").format(n=many))
        return ()
    stays = desk.preview(site, who, selection)
    going = many - len(stays)
    st.caption(n_("{n} work session may leave.", "{n} work sessions may leave.", going))
    refused(stays, known)
    return stays if going > 0 else None


def _of_search(site: Site, who: Actor, chosen: list[str]) -> list[str] | None:
    """Those of the chosen sessions in which a saved search finds something; None without one."""
    kept = [one.name for one in saved_searches.list_searches(site, who)]
    if not kept:
        return None
    name = st.selectbox(
        _("Only where a saved search finds something"),
        options=kept,
        index=None,
        format_func=verbatim,
        placeholder=_("Any"),
        key="release-search",
    )
    if name is None:
        return None
    from pipelines.search.desk import sessions_found

    found = sessions_found(site, who, name)
    return [one for one in found if not chosen or one in chosen]


def _create(site: Site, who: Actor, selection: Selection, to: Destination) -> tuple[Refusal, ...]:
    """What stays here of what was asked for; none where nothing was made, which is told."""
    from pipelines.release import desk

    try:
        with telling(len(selection.formats)) as tell:
            made = desk.create(site, who, selection, to, catalogue.say, tell)
    except SonmatError as error:
        st.error(problems.told(error))
        return ()
    written(made, to)
    return made.refused
