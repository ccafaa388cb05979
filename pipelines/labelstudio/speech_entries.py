"""What an annotator changed of the lines of speech, as acts for the journal. Pure.

Words keep the times at which they were said: the journal has no act that moves a line. Know-how
that an annotator marks becomes a card, a draft like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from data_schemas.annotation import PLAIN_SPEECH, Labelled
from data_schemas.artifact import digest
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_DROPPED, ABOUT_UNIT, Act, Draft
from data_schemas.knowledge import Cue, Evidence, UnitContent, UnitKind
from data_schemas.transcript import Utterance
from pipelines.labelstudio.difference import Changed
from pipelines.labelstudio.ground import Ground, put_back

MOVED_LINE = "A line of speech was moved; when words were said is not changed by that."
NO_WORDS = "A label stands on speech that has no words, so that it became no know-how card."


def of_speech(one: Changed, ground: Ground, annotation: str) -> tuple[list[Draft], list[str]]:
    """Acts, and sentences on what has no place here."""
    name = one.before.id if one.before else ""
    line = next((found for found in ground.timeline.utterances if found.id == name), None)
    if one.before is not None and line is None:
        return [], []
    drafts: list[Draft] = []
    left = [MOVED_LINE] if "moved" in one.what else []
    if one.after is None:
        assert line is not None
        return [_words(line, "")], left
    if line is None:
        drafts += _heard(one.after, ground)
    elif "retold" in one.what:
        text = put_back(one.after.text, ground.shown.hidden.get(line.id, ()))
        drafts.append(_words(line, " ".join(text.split())))
    made, wrong = _tags(one, ground, annotation)
    return [*drafts, *made], left + wrong


def _words(line: Utterance, text: str) -> Draft:
    span = Span(recording=line.recording, start_s=line.start_s, end_s=line.end_s)
    before: dict[str, JsonValue] = {"text": line.text}
    return Draft(act=Act.CORRECT, target=line.id, span=span, before=before, after={"text": text})


def _heard(after: Labelled, ground: Ground) -> Iterator[Draft]:
    """Words that no machine heard, where somebody marked them as said and nothing more."""
    span = ground.span(after, None, None)
    text = " ".join(after.text.split())
    if text and after.labels == (PLAIN_SPEECH,) and span.length_s > 0:
        target = f"{ABOUT_DROPPED}{span.recording}-{round(span.start_s * 1000)}"
        yield Draft(act=Act.CORRECT, target=target, span=span, after={"text": text})


def _tags(one: Changed, ground: Ground, annotation: str) -> tuple[list[Draft], list[str]]:
    """Know-how that an annotator marked becomes a card; what they unmarked is no card's kind."""
    assert one.after is not None
    known = ground.shown.cards.get(one.before.id, {}) if one.before else {}
    had = set(one.before.labels) if one.before else set()
    drafts = [
        # only a suggestion, or a draft that nobody said yes to, is taken off by a label
        Draft(act=Act.DECLINE, target=unit)
        for kind, unit in known.items()
        if kind not in one.after.labels
    ]
    wrong: list[str] = []
    for label in one.after.labels:
        if label in had or label == PLAIN_SPEECH:
            continue
        content = _content(one.after, label, ground)
        if content is None:
            wrong.append(NO_WORDS)
            continue
        name = digest({"annotation": annotation, "stretch": one.after.id, "kind": label})
        after: dict[str, JsonValue] = {"content": content.model_dump(mode="json")}
        drafts.append(Draft(act=Act.CORRECT, target=f"{ABOUT_UNIT}{name[:16]}", after=after))
    return drafts, wrong


def _content(after: Labelled, kind: str, ground: Ground) -> UnitContent | None:
    span = ground.span(after, None, None)
    near = [u for u in ground.timeline.utterances if u.recording in ("", span.recording)]
    said = " ".join(u.text.strip() for u in near if u.overlap_s(span) > 0.5 * u.length_s)
    hidden = ground.shown.hidden.get(after.id, ())
    text = " ".join(put_back(after.text, hidden).split()) or said
    if not text or span.length_s <= 0:
        return None
    evidence = (Evidence(**span.model_dump(), track="audio"),)
    cues = tuple(Cue(modality=sense, description=text) for sense in after.senses)
    return UnitContent(
        step_id=_step_at(span, ground), kind=_kind(kind), text=text,
        language=ground.language or "ko", evidence=evidence, origin="annotator",
        cues=cues if kind == "cue" else (),
    )  # fmt: skip


def _kind(code: str) -> UnitKind:
    return code  # type: ignore[return-value]


def _step_at(span: Span, ground: Ground) -> str | None:
    there = [s for s in ground.timeline.segments if s.recording == span.recording and s.step_id]
    best = max(there, key=lambda one: one.overlap_s(span), default=None)
    return best.step_id if best is not None and best.overlap_s(span) > 0 else None
