"""Papers and clips of a work session for those who learn the job: choose, make, take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

import streamlit as st

from app import effort, problems
from app.handout_route import HANDOUT, handout_url
from app.language import NAMES, _, current, later, n_
from app.layout import careful
from app.links import kept_token, open_teach_back
from app.plain import verbatim
from capture.access import facts_of
from capture.permission import decide
from data_schemas.errors import SonmatError
from data_schemas.handout import (
    HANDOUT_KINDS,
    Handout,
    HandoutFile,
    HandoutFormat,
    HandoutKind,
    HandoutSelection,
)
from data_schemas.procedure import Language
from data_schemas.rights import Action
from pipelines.handout import desk
from pipelines.handout.say import balance, left_out

if TYPE_CHECKING:
    from app.pages.session import View

KINDS: dict[HandoutKind, str] = {
    "sheet": later("Job breakdown sheet"),
    "clips": later("A clip of each step"),
    "redline": later("Proposed changes to the procedure"),
}
FORMATS: dict[HandoutFormat, str] = {
    "html": later("Web page, also to print"),
    "docx": later("Word"),
    "text": later("Plain text"),
}
ICONS: dict[HandoutKind, str] = {
    "sheet": ":material/description:",
    "clips": ":material/movie:",
    "redline": ":material/edit_note:",
}


def draw(view: View) -> None:
    with st.expander(_("Papers and clips for teaching"), icon=":material/description:"):
        careful(lambda: _offer(view))()


def kinds(one: Handout) -> str:
    """What it is, in plain words."""
    return " + ".join(_(KINDS[kind]) for kind in one.selection.kinds)


def recall(numbers: tuple[str, ...]) -> str:
    """What people have to do about papers that lie somewhere; "" if there are none."""
    if not numbers:
        return ""
    return n_(
        "Papers or clips of it were made under {n} number: collect and delete them ({numbers}).",
        "Papers or clips of it were made under {n} numbers: collect and delete them ({numbers}).",
        len(numbers),
        numbers=", ".join(numbers),
    )


def _offer(view: View) -> None:
    verdict = decide(view.who, Action.HAND_OUT, facts_of(view.site, view.session.id))
    if not verdict.allowed:
        st.info(problems.reason(f"Not allowed: {verdict.reason}."))
        return
    st.caption(
        _(
            "They can be read by anybody who holds them. Each has a number, by which it is asked"
            " back when consent is withdrawn. What was taken out or is to be masked is in none."
        )
    )
    chosen = _choice(view)
    key = f"handout-{view.session.id}"
    if st.button(_("Make them"), type="primary", disabled=not chosen.kinds, key=f"{key}-make"):
        try:
            st.session_state[key] = desk.issue(view.site, view.who, chosen)
            effort.used(view.who, view.session.id, "hand_out")
        except SonmatError as error:
            st.error(problems.told(error))
    if st.button(_("Try it from the sheet"), icon=":material/school:", key=f"{key}-try"):
        open_teach_back(view.session.id)
    made: Handout | None = st.session_state.get(key)
    if made is not None:
        _made(view, made)


def _choice(view: View) -> HandoutSelection:
    key = f"handout-{view.session.id}"
    wanted = st.pills(
        _("What to make"), HANDOUT_KINDS, selection_mode="multi", default=["sheet"],
        format_func=lambda kind: _(KINDS[kind]), key=f"{key}-kinds",
    )  # fmt: skip
    tongue, form = st.columns(2)
    languages: tuple[Language, ...] = get_args(Language)
    language = tongue.segmented_control(
        _("Language of the headings"), languages, default=current(), required=True,
        format_func=NAMES.__getitem__, key=f"{key}-language",
    )  # fmt: skip
    formats = form.pills(
        _("Format of the papers"), tuple(FORMATS), selection_mode="multi",
        default=["html", "docx"], format_func=lambda name: _(FORMATS[name]), key=f"{key}-formats",
    )  # fmt: skip
    burn_in = "clips" in wanted and st.checkbox(
        _("Draw the subtitles into the picture as well"), key=f"{key}-burn",
        help=_("For players that cannot switch subtitles on."),
    )  # fmt: skip
    everybody = "sheet" in wanted and st.checkbox(
        _("With the know-how cards of all experts of this job"), key=f"{key}-everybody",
        help=_("Each line says whose word it is. Only what may be handed out is on it."),
    )  # fmt: skip
    return HandoutSelection(
        session=view.session.id,
        kinds=tuple(wanted),
        language="ko" if language == "ko" else "en",
        formats=tuple(formats),
        address=_address(),
        burn_in=burn_in,
        everybody=everybody,
    )


def _made(view: View, made: Handout) -> None:
    with st.container(border=True):
        st.markdown(_("Number {number}").format(number=f"**{made.id}**"))
        token = kept_token(view.site, view.who, HANDOUT, made.id)
        for kind in made.selection.kinds:
            _files(kind, [one for one in made.files if one.kind == kind], made, token)
        for one in made.left_out:
            st.caption(left_out(_, one))
        if made.cut:
            st.caption(
                n_("{n} clip is cut around what was taken out or masked.",
                   "{n} clips are cut around what was taken out or masked.", len(made.cut))
            )  # fmt: skip
        if "sheet" in made.selection.kinds:
            _advice(view)


def _files(kind: HandoutKind, files: list[HandoutFile], made: Handout, token: str) -> None:
    st.markdown(f"**{_(KINDS[kind])}**")
    for start in range(0, len(files), 4):
        for column, file in zip(st.columns(4), files[start : start + 4], strict=False):
            address = handout_url(made.id, file.name, token)
            column.link_button(_label(file), address, icon=ICONS[kind], width="stretch")


def _label(file: HandoutFile) -> str:
    stem, _dot, ending = file.name.rpartition(".")
    if file.kind != "clips":
        names = {"html": "html", "docx": "docx", "txt": "text"}
        return _(FORMATS[names[ending]])  # type: ignore[index]
    step, section = stem.rsplit("-", 2)[1:]
    text = _("Step {n}, clip {k}") if ending == "mp4" else _("Step {n}, clip {k}: subtitles")
    return text.format(n=int(step), k=section)


def _advice(view: View) -> None:
    """What makes the sheet hard to teach from, beside it and not on it."""
    found = desk.preview(view.site, view.who, view.session.id).balance
    if found:
        st.markdown(f"**{_('Good to know before teaching from it')}**")
        st.markdown("\n".join(f"- {verbatim(balance(_, one))}" for one in found))


def _address() -> str:
    """How this page is reached: links on paper lead back to the same place."""
    found = urlsplit(st.context.url or "")
    return f"{found.scheme}://{found.netloc}" if found.scheme in ("http", "https") else ""
