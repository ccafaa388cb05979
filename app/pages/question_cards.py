"""What experts are asked: all question cards in both languages, and how a site brings its own."""

from __future__ import annotations

import streamlit as st

from app import context, problems, signin
from app.language import _, later, n_
from app.layout import title
from app.plain import verbatim
from capture.formats.question_cards import write_cards
from capture.permission import decide
from capture.question_cards import get_cards, import_cards
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.probe import Method, Probe, ProbeBank
from data_schemas.rights import Action, Actor, Facts
from pipelines.elicit.bank import bank_of, built_in
from pipelines.elicit.questions import step_question

# Each way of asking: its name, and what it is for.
METHODS: dict[Method | None, tuple[str, str]] = {
    None: (later("At a moment that was found"), later("About what was seen and heard there.")),
    "critical_decision": (later("A hard case"), later("What was noticed, and what was decided.")),
    "job_breakdown": (later("Step by step"), later("What matters in a step, and why.")),
    "knowledge_audit": (later("What experience teaches"), later("What a newcomer cannot know.")),
    "simulation_interview": (later("A case to imagine"), later("What one would do if …")),
    "task_diagram": (later("The job as a whole"), later("Its parts, and which are hard to judge.")),
}
_KEY = "question-cards"


def draw() -> None:
    site, who = context.site(), signin.current()
    own = get_cards(site, who)
    title(
        _("Question cards"),
        _("What experts are asked, about a step or at a moment, in both languages."),
    )
    if decide(who, Action.EDIT_PROCEDURE, Facts()).allowed:
        _own(site, who, own)
    bank = bank_of(own)
    for method in METHODS:
        cards = [one for one in bank.probes if _method(one) == method]
        if cards:
            _group(bank, method, cards)


def _method(probe: Probe) -> Method | None:
    """A card that is never asked of a step by itself stands among those of the moments."""
    return None if "at_moment" in probe.conditions else probe.method


def _own(site: Site, who: Actor, own: ProbeBank) -> None:
    count = len(own.probes)
    label = n_("Cards of this site: {n}", "Cards of this site: {n}", count)
    with st.expander(label, icon=":material/edit_note:", expanded=True, key="own-cards"):
        st.caption(
            _(
                "Write your own cards in a YAML file. They are asked before Sonmat's; one with the"
                " same name stands in its place. A new file replaces the one before."
            )
        )
        left, right = st.columns([3, 1.2], vertical_alignment="bottom", gap="medium")
        with left:
            _bring(site, who)
        with right:
            shown = own if count else ProbeBank(probes=built_in().probes[:3])
            st.download_button(
                _("Save these cards as a file") if count else _("A file to begin with"),
                write_cards(shown),
                "question-cards.yaml",
                "application/yaml",
                icon=":material/download:",
                width="stretch",
            )


def _bring(site: Site, who: Actor) -> None:
    turn = st.session_state.setdefault(_KEY, 0)
    given = st.file_uploader(_("YAML file"), type=["yaml", "yml", "json"], key=f"{_KEY}-{turn}")
    if given is None:
        return
    try:
        made = import_cards(site, who, given.getvalue(), given.name)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.session_state[_KEY] = turn + 1
    st.toast(n_("{n} card was taken in.", "{n} cards were taken in.", len(made.probes)))
    st.rerun()


def _group(bank: ProbeBank, method: Method | None, cards: list[Probe]) -> None:
    name, about = METHODS[method]
    st.header(f"{_(name)} · {len(cards)}", anchor=False)
    said = next((one.says for one in bank.introductions if one.method == method), None)
    st.caption(_(about))
    if said is not None:
        with st.expander(_("What is said first")):
            _tongues(said.ko, said.en)
    for one in cards:
        with st.container(border=True, key=f"card-{one.id}"):
            _card(one)


def _card(probe: Probe) -> None:
    text, more = st.columns([9, 1.1], vertical_alignment="center")
    asked = step_question(probe)
    with text:
        mark = f" &ensp; :green-badge[{_('of this site')}]" if probe.site else ""
        st.markdown(f":gray[`{probe.id}`]{mark}")
        _tongues(asked.ko, asked.en)
    with more.popover("⋯", help=_("How the card is written"), width="stretch"):
        st.code(write_cards(ProbeBank(probes=(probe,))), language="yaml")


def _tongues(korean: str, english: str) -> None:
    left, right = st.columns(2, gap="medium")
    left.markdown(verbatim(korean))
    right.markdown(verbatim(english))
