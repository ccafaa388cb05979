"""Dataset releases: those that were made, and making one."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app import catalogue, context, problems, signin
from app.language import _, n_
from app.layout import empty, title
from app.names import names
from app.pages.parts import release_choices
from app.pages.parts.release_formats import FORMATS, USUAL, called
from app.plain import day, verbatim
from capture import saved_searches, sessions
from capture.access import decide
from capture.remote import is_remote
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.release import Refusal, Release, Selection
from data_schemas.rights import Action, Actor, Facts

if TYPE_CHECKING:
    from pipelines.release.destination import Destination
    from pipelines.release.package import Tell

# Sessions to choose from at once, those that are checked unasked, and those named with a reason.
OFFERED, CHECKED, NAMED = 200, 30, 50


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
        _made(made, recall, None)
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
        _made(made, recall, known)


class Called:
    """What sessions are called, each looked up when it is shown."""

    def __init__(self, site: Site, who: Actor) -> None:
        self.names = names(site, who)
        self._find = functools.cache(functools.partial(sessions.get_session, site, who))

    def __call__(self, session: str) -> str:
        try:
            return self.names.session(self._find(session))
        except SonmatError:
            return session


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

    st.subheader(_("Make a dataset release"), anchor=False)
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
    ready = bool(name.strip() and folder.strip() and formats and stays is not None)
    if st.button(_("Make it"), type="primary", disabled=not ready, key="release-make"):
        told = {one.session for one in stays or ()}
        more = _create(site, who, selection, _place(folder, keys))
        _refused(tuple(one for one in more if one.session not in told), known)


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
    _refused(stays, known)
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


def _place(folder: str, keys: str = "") -> Destination:
    """Where somebody typed that it should go: a folder of their own, or an object store."""
    from pipelines.release.destination import Destination

    text = folder.strip()
    if not is_remote(text):
        text = str(Path(text).expanduser().absolute())
    return Destination(text, tuple(keys.split()))


def _create(site: Site, who: Actor, selection: Selection, to: Destination) -> tuple[Refusal, ...]:
    """What stays here of what was asked for; none where nothing was made, which is told."""
    from pipelines.release import desk

    try:
        with _telling(len(selection.formats)) as tell:
            made = desk.create(site, who, selection, to, catalogue.say, tell)
    except SonmatError as error:
        st.error(problems.told(error))
        return ()
    _written(made, to)
    return made.refused


def _written(made: Release, to: Destination) -> None:
    text = n_("{n} row was written.", "{n} rows were written.", made.rows)
    st.success(f"{text} {_('You find them in {folder}.').format(folder=verbatim(to.out))}")
    for one in made.warnings:
        st.warning(verbatim(problems.reason(one)))


@contextmanager
def _telling(formats: int) -> Iterator[Tell]:
    """A bar that shows how much is written; each format counts the same."""
    bar = st.progress(0.0, _("Writing the dataset…"))
    done: dict[str, float] = {}

    def tell(name: str, sessions: int, total: int) -> None:
        done[name] = max(done.get(name, 0.0), sessions / total)
        bar.progress(min(1.0, sum(done.values()) / formats), _("Writing the dataset…"))

    try:
        yield tell
    finally:
        bar.empty()


def _refused(stays: tuple[Refusal, ...], known: Called) -> None:
    """What the release check keeps here, and why."""
    if not stays:
        return
    label = n_(
        "Release check: {n} work session stays here",
        "Release check: {n} work sessions stay here",
        len(stays),
    )
    with st.expander(label, icon=":material/lock:"):
        for one in stays[:NAMED]:
            reasons = (problems.reason(reason) for reason in one.reasons or (one.reason,))
            st.markdown(f"**{verbatim(known(one.session))}** — {'; '.join(reasons)}")
        if len(stays) > NAMED:
            more = len(stays) - NAMED
            st.caption(n_("and {n} more", "and {n} more", more))


def _made(
    made: tuple[Release, ...],
    recall: dict[str, int],
    known: Called | None,
) -> None:
    """``known`` is None for who only uses what others make."""
    from pipelines.release.versions.desk import Standing, standings

    standing = standings(context.site(), signin.current())
    st.subheader(_("Made so far"), anchor=False)
    if not made and known is not None:
        st.caption(_("None yet. Fill in the left side and press “Make it”."))
    elif not made:
        st.caption(_("None yet. Whoever answers for this site makes them."))
    for one in made:
        with st.container(border=True):
            st.markdown(f"**{verbatim(one.name)}** &ensp; {day(one.created_at)}")
            parts = (
                _("No. {n}").format(n=one.number),
                n_("{n} row", "{n} rows", one.rows),
                n_("{n} work session", "{n} work sessions", len(one.sessions)),
                ", ".join(called(name) for name in one.formats),
            )
            st.caption(" · ".join(parts))
            gone = recall.get(one.id, 0)
            if gone:
                st.warning(
                    n_(
                        "{n} of its work sessions was withdrawn: ask everybody who has it to"
                        " delete it.",
                        "{n} of its work sessions were withdrawn: ask everybody who has it"
                        " to delete it.",
                        gone,
                    )
                )
            stands = standing.get(one.id, Standing())
            if stands.superseded_by is not None:
                newer = _("A newer one took its place: No. {n}.")
                st.caption(newer.format(n=stands.superseded_by))
            if known is not None:
                _refused(one.refused, known)
                if stands.is_recalled and stands.superseded_by is None:
                    _again(one)
            with st.expander(_("Expert details")):
                st.json(one.model_dump(mode="json"), expanded=1)


def _again(one: Release) -> None:
    """The next number of a dataset, without what was withdrawn."""
    from pipelines.release.versions.desk import supersede

    with st.expander(_("Make the next one without what was withdrawn")):
        folder = st.text_input(_("New folder on this machine"), key=f"again-folder-{one.id}")
        if not st.button(_("Make it"), disabled=not folder.strip(), key=f"again-{one.id}"):
            return
        to = _place(folder)
        try:
            with _telling(len(one.formats)) as tell:
                made = supersede(
                    context.site(), signin.current(), one.name, to, catalogue.say, tell
                )
        except SonmatError as error:
            st.error(problems.told(error))
            return
        _written(made.release, to)
        whom = sorted({name for recalled in made.recalled for name in recalled.given_to})
        for name in whom:
            st.warning(_("Ask them to delete what they have: {name}").format(name=verbatim(name)))
