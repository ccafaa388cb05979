"""What each label means, with examples to see and hear: for annotators, and for who mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from app import context, signin, tokens
from app.clips import clips
from app.language import _
from app.layout import act_and_redraw, title
from app.links import kept_token
from app.media_route import media_url
from app.names import number
from app.pages.parts.job.chosen import chosen
from app.plain import clock, verbatim
from app.versions.told import worded
from capture import sessions
from capture.access import facts_of
from capture.permission import decide
from capture.site import Site
from data_schemas.annotation import OUTSIDE
from data_schemas.clock import Span
from data_schemas.procedure import Step
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from pipelines.labelstudio.guideline import Example
from pipelines.labelstudio.guiding import desk
from pipelines.labelstudio.guiding.desk import Guideline
from pipelines.labelstudio.vocabulary import vocabulary


@dataclass(frozen=True)
class _Label:
    code: str
    name: str
    lines: tuple[str, ...]


def draw() -> None:
    site, who = context.site(), signin.current()
    procedure = chosen(site, who, _("Guideline of the labels"))
    if procedure is None:
        return
    found = desk.guideline(site, who, procedure.id)
    title(_("Guideline of the labels"), verbatim(found.procedure.title))
    st.markdown(
        _(
            "What belongs under which label. Where two fit, take the one that somebody who learns"
            " the job needs more. Examples are played from the copy in which all is hidden."
        )
    )
    asked = st.query_params.get("label", "")
    steps = [_of_step(n, step) for n, step in enumerate(found.procedure.steps, 1)]
    outside = _Label(OUTSIDE, worded(vocabulary().words[OUTSIDE]), ())
    tags = [_Label(t.code, worded(t.title), (worded(t.guideline),)) for t in vocabulary().tags]
    page = _Page(site, who, found)
    lists = [(_("Kinds of know-how"), tags), (_("Steps"), [*steps, outside])]
    # what somebody came for stands on top
    lists.sort(key=lambda one: all(label.code != asked for label in one[1]) and bool(asked))
    for heading, labels in lists:
        st.header(heading, anchor=False)
        for label in sorted(labels, key=lambda one: one.code != asked):
            _label(page, label, asked == label.code)


@dataclass(frozen=True)
class _Page:
    site: Site
    who: Actor
    found: Guideline

    def session(self, name: str) -> Session:
        return next(one for one in self.found.sessions if one.id == name)

    def may_choose(self, session: Session) -> bool:
        return decide(self.who, Action.AMEND, facts_of(self.site, session.id)).allowed


def _of_step(n: int, step: Step) -> _Label:
    told = [_("Key point: {text}").format(text=one) for one in step.key_point]
    told += [_("Reason: {text}").format(text=one) for one in step.reason]
    return _Label(step.id, f"{n}. {step.title}", tuple(told))


def _label(page: _Page, label: _Label, is_asked: bool) -> None:
    examples = [one for one in page.found.examples if one.label == label.code]
    with st.container(border=True):
        mark = ":material/arrow_right: " if is_asked else ""
        st.markdown(f"{mark}**{verbatim(label.name)}**")
        for line in label.lines:
            st.markdown(verbatim(line))
        if examples:
            clips(_described(page, examples), key=f"examples-{label.code}")
            _drop(page, examples)
        _choose(page, label)


def _described(page: _Page, examples: Sequence[Example]) -> dict[str, Any]:
    """For ``app.clips``, on the clock of the copies."""
    sources, shown = {}, []
    for one in examples:
        place = (one.session, one.span.recording)
        name = "/".join(place)
        recording = next(
            r for r in page.session(one.session).recordings if r.id == one.span.recording
        )
        token = kept_token(page.site, page.who, tokens.PLAY, *place)
        sources[name] = {
            "url": media_url(*place, token, masked=True), "video": recording.has_video,
        }  # fmt: skip
        shown.append(
            {
                "what": number(page.session(one.session)), "source": name,
                "at": f"{clock(one.span.start_s)}–{clock(one.span.end_s)}",
                "start": one.copy_start_s, "end": one.copy_end_s,
            }
        )  # fmt: skip
    return {
        "main": shown, "fields": [], "missing": "", "sources": sources,
        "labels": {"play": _("Play"), "from": ""},
    }  # fmt: skip


def _drop(page: _Page, examples: Sequence[Example]) -> None:
    for one in examples:
        if not page.may_choose(page.session(one.session)):
            continue
        at = f"{number(page.session(one.session))} {clock(one.span.start_s)}"
        name = _("No example: {at}").format(at=at)
        if st.button(name, key=f"drop-{one.session}-{one.number}", icon=":material/close:"):
            act_and_redraw(partial(desk.drop_example, page.site, page.who, one.session, one.number))


def _choose(page: _Page, label: _Label) -> None:
    """Which seconds show it well; for who may change the session, once its copy is confirmed."""
    mine = [one for one in page.found.sessions if page.may_choose(one)]
    if not mine:
        return
    with st.popover(_("Choose an example"), icon=":material/add:"):
        names = {one.id: number(one) for one in mine}
        session = st.selectbox(
            _("Work session"), list(names), format_func=names.__getitem__,
            key=f"from-{label.code}",
        )  # fmt: skip
        offered = _offered(page, str(session), label)
        if not offered:
            st.caption(_("No stretch of this work session has this label yet."))
            return
        at = st.selectbox(
            _("Seconds"), list(range(len(offered))), format_func=lambda n: offered[n][0],
            key=f"at-{label.code}",
        )  # fmt: skip
        if st.button(_("This is a good example"), key=f"add-{label.code}", type="primary"):
            span = offered[at or 0][1]
            act_and_redraw(
                lambda: desk.add_example(page.site, page.who, str(session), label.code, span)
            )


def _offered(page: _Page, session: str, label: _Label) -> list[tuple[str, Span]]:
    """Sections of a step; lines of speech for a kind of know-how. No words: they may be hidden."""
    timeline = sessions.timeline(page.site, page.who, session)
    if timeline is None:
        return []
    steps = {step.id for step in page.found.procedure.steps}
    if label.code in steps or label.code == OUTSIDE:
        step = None if label.code == OUTSIDE else label.code
        found: list[Span] = [
            Span(recording=one.recording, start_s=one.start_s, end_s=one.end_s)
            for one in timeline.segments
            if one.step_id == step and one.status != "rejected"
        ]
    else:
        found = [
            Span(recording=one.recording, start_s=one.start_s, end_s=one.end_s)
            for one in timeline.utterances
            if one.recording
        ]
    return [(f"{clock(one.start_s)}–{clock(one.end_s)}", one) for one in found]
