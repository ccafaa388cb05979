"""What people said to words that are proposed to be hidden, laid over the proposals. Pure.

An entry keeps the words that it was made on, and the seconds: where other words stand now it does
not hold, and where the seconds are erased it goes with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from data_schemas.clock import Span
from data_schemas.entry import (
    ABOUT_DECISION,
    ABOUT_QUESTION,
    ABOUT_TAKE,
    ABOUT_TEXT_MASK,
    ABOUT_UNIT,
    Act,
    Draft,
    Entry,
    standing,
)
from data_schemas.mask import Seen
from data_schemas.masking import OwnWords, TextKind, TextMask, WordState
from pipelines.deidentify.text.markers import same

OWN = f"{ABOUT_TEXT_MASK}own-"
LOOKED = f"{ABOUT_TEXT_MASK}look-"
ACCEPT, REJECT, HIDE, CALL = "accept", "reject", "hide", "call"


def accepted(state: WordState) -> Draft:
    """Somebody says that these words are to be hidden."""
    return _draft(state, {"do": ACCEPT})


def rejected(state: WordState) -> Draft:
    """Somebody says that they may stay."""
    return _draft(state, {"do": REJECT})


def called(state: WordState, instead: str) -> Draft:
    """What stands for them from now on, everywhere; "" for their kind and number again."""
    return _draft(state, {"do": CALL, "instead": instead})


def hidden(own: OwnWords, at: Span | None = None) -> Draft:
    """Words of one's own. ``at``: where they were met."""
    after: dict[str, JsonValue] = {"do": HIDE, "own": own.model_dump(mode="json")}
    return Draft(act=Act.MASK, target=own.id, after={**after, **_at(at)})


def looked(sample: str, seen: Seen, shown: str, at: Span | None = None) -> Draft:
    """What somebody saw in a line. ``shown`` tells how it looked."""
    after: dict[str, JsonValue] = {"seen": seen, "shown": shown}
    return Draft(act=Act.MASK, target=sample, after={**after, **_at(at)})


def own_of(entries: Iterable[Entry]) -> tuple[OwnWords, ...]:
    """Words that people hide and nobody took back."""
    found = (one.after["own"] for one in _about(entries, HIDE))
    return tuple(OwnWords.model_validate(one) for one in found)


def called_of(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """What people put in the place of something, by its kind and what counts as the same."""
    found: dict[tuple[str, str], str] = {}
    for one in _about(entries, CALL):
        kind, words = str(one.before.get("kind")), str(one.before.get("text"))
        found[kind, _key(kind, words)] = str(one.after.get("instead"))
    return found


def brings_words(entry: Entry) -> bool:
    """Whether an act changes what there is to be found: texts, names, words of one's own."""
    if entry.target.startswith(ABOUT_DECISION):
        return False
    texts = entry.target.startswith((ABOUT_UNIT, ABOUT_TAKE, *ABOUT_QUESTION))
    return texts or "name" in entry.after or entry.after.get("do") in (HIDE, CALL)


def states_of(
    masks: Iterable[TextMask], texts: Mapping[str, str], entries: Iterable[Entry]
) -> tuple[WordState, ...]:
    """Each mask with its words and the last word that somebody had on exactly these."""
    every = tuple(entries)
    said = {
        (one.target, str(one.before.get("text"))): str(one.after["do"])
        for one in _about(every, ACCEPT, REJECT)
    }
    names = called_of(every)
    return tuple(_state(mask, texts[mask.utterance], said, names) for mask in masks)


def lines_of(entries: Iterable[Entry]) -> dict[str, tuple[Seen, str]]:
    """The last answer to each line that was read, and how it looked then."""
    return {
        one.target: (one.after["seen"], str(one.after.get("shown", "")))  # type: ignore[misc]
        for one in standing(tuple(entries))
        if one.act is Act.MASK and one.target.startswith(LOOKED)
    }


def digests(states: Iterable[WordState]) -> tuple[str, ...]:
    """What was found and decided, wherever it stands: for telling what is new since."""
    told = {(one.mask.kind, _key(one.mask.kind, one.words), one.applies) for one in states}
    return tuple(sorted(hashlib.sha256(repr(one).encode()).hexdigest()[:16] for one in told))


def are_same(one: WordState, other: WordState) -> bool:
    """Whether both hide the same, however it is written."""
    kinds = (one.mask.kind, other.mask.kind)
    return kinds[0] == kinds[1] and _key(kinds[0], one.words) == _key(kinds[1], other.words)


def entries_about(target: str, entries: Iterable[Entry]) -> tuple[int, ...]:
    """Numbers of what stands about one thing, the last first."""
    found = (one.number for one in standing(tuple(entries)) if one.target == target)
    return tuple(sorted(found, reverse=True))


def _state(
    mask: TextMask,
    text: str,
    said: Mapping[tuple[str, str], str],
    names: Mapping[tuple[str, str], str],
) -> WordState:
    words = text[mask.start : mask.end]
    instead = names.get((mask.kind, _key(mask.kind, words)))
    if instead:
        mask = mask.model_copy(update={"replacement": f"[{instead}]"})
    done = said.get((mask.id, words))
    judged = {ACCEPT: "accepted", REJECT: "rejected"}.get(done or "", "")
    return WordState.model_validate({"mask": mask, "words": words, "judged": judged})


def _key(kind: str, words: str) -> str:
    known: TextKind = kind  # type: ignore[assignment]
    return same(known, words)


def _about(entries: Iterable[Entry], *deeds: str) -> tuple[Entry, ...]:
    return tuple(
        one
        for one in standing(tuple(entries))
        if one.act is Act.MASK
        and one.target.startswith(ABOUT_TEXT_MASK)
        and one.after.get("do") in deeds
    )


def _draft(state: WordState, after: dict[str, JsonValue]) -> Draft:
    mask = state.mask
    before: dict[str, JsonValue] = {"text": state.words, "kind": mask.kind}
    return Draft(act=Act.MASK, target=mask.id, before=before, after={**after, **_at(mask)})


def _at(span: Span | None) -> dict[str, JsonValue]:
    """Not the entry's own span: that would take the whole sentence out of what leaves."""
    if span is None:
        return {}
    told: dict[str, JsonValue] = {
        "recording": span.recording, "start_s": span.start_s, "end_s": span.end_s,
    }  # fmt: skip
    return {"at": told}
