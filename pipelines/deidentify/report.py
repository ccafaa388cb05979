"""A report on what was hidden, in the order of the Korean guideline on pseudonymised information
(Personal Information Protection Commission, 2024): purpose and data, risk, techniques, inspection
of one's own, review of adequacy, what remains.

It repeats what was done and what was seen. It promises nobody that no person can be recognised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pydantic import Field

from data_schemas.mask import MaskDecision, MaskSet, MissEstimate, PictureMask
from data_schemas.masking import TextKind
from data_schemas.rights import ProtectionClass, Purpose
from data_schemas.value import Value
from pipelines.deidentify.say import Say, later
from pipelines.deidentify.words.told import in_words, lines_told


class Reported(Value):
    """What is told of one session: counts and decisions, and not a word of it.

    ``hidden`` counts what is hidden in picture and sound by its kind, ``words`` what is in texts;
    ``left`` and ``words_left`` what a person left. ``voice``: voices are disguised.
    """

    number: int
    recordings: int
    to_mask: int
    protection_class: ProtectionClass
    purposes: frozenset[Purpose]
    synthetic: bool
    hidden: dict[str, int] = Field(default_factory=dict)
    left: int = 0
    voice: bool = False
    detectors: tuple[str, ...] = ()
    words: dict[TextKind, int] = Field(default_factory=dict)
    words_left: int = 0
    decision: MaskDecision | None = None
    decided_on: date | None = None


PURPOSES: dict[Purpose, str] = {
    Purpose.TEACH: later("Teach people at this site"),
    Purpose.TRAIN: later("Train AI with it"),
    Purpose.SHARE: later("Share it with partner sites"),
    Purpose.PUBLISH: later("Publish it"),
}
CLASSES: dict[ProtectionClass, str] = {
    ProtectionClass.OPEN: later("Open: no secret in it"),
    ProtectionClass.INTERNAL: later("Internal: not for anybody outside of this company"),
    ProtectionClass.RESTRICTED: later("Restricted: not for anybody outside of this site"),
    ProtectionClass.NATIONAL_CORE: later("National core technology: never leaves this site"),
}
# What the guideline asks to be weighed for picture, video and voice; a person answers it.
RISKS: tuple[str, ...] = (
    later("Faces: can anybody be recognised by the face, also from the side or in a mirror?"),
    later("Marks of one person: scars, tattoos, a missing finger, an unusual way to move?"),
    later("Writing: name badges, screens, notes, vehicle plates, addresses?"),
    later("Voice: does the voice, a dialect or a turn of phrase tell who it is?"),
    later("Words: names of people, companies, products, places, dates?"),
    later("Surroundings: does the place or the machine tell who works there?"),
    later("Receivers: what else do they hold that this could be put beside?"),
    later("Harm: what would happen to this person if somebody recognised them?"),
)


def report(say: Say, told: tuple[Reported, ...], title: str = "") -> str:
    """Markdown in the language of ``say``, about one session or all of a dataset."""
    _ = say
    lines = [f"# {_('Report on what was hidden')}" + (f": {title}" if title else ""), ""]
    lines += [
        _("Nobody promises that no person can be recognised. No technique finds everything."),
        "",
    ]
    lines += [f"## 1. {_('Purpose and data')}", "", *_data(say, told), ""]
    lines += [f"## 2. {_('Risk of recognition')}", ""]
    lines += [_("To be answered by the person who reviews:"), ""]
    lines += [f"- [ ] {_(risk)}" for risk in RISKS]
    lines += ["", f"## 3. {_('What was done')}", "", *_techniques(say, told), ""]
    lines += [f"## 4. {_('Own additional inspection')}", "", *_inspection(say, told), ""]
    lines += [f"## 5. {_('Review of adequacy')}", "", *_review(say, told), ""]
    lines += [f"## 6. {_('What remains')}", "", *_rest(say)]
    return "\n".join(lines) + "\n"


def _name(_: Say, one: Reported) -> str:
    return _("Work session No. {n}").format(n=one.number)


def _data(_: Say, told: tuple[Reported, ...]) -> Iterator[str]:
    for one in told:
        purposes = ", ".join(_(PURPOSES[p]) for p in Purpose if p in one.purposes)
        parts = [
            _("{n} recordings of the work").format(n=one.recordings),
            _(CLASSES[one.protection_class]),
            _("agreed purposes: {purposes}").format(purposes=purposes or _("none")),
        ]
        if one.to_mask:
            parts.append(_("people who are to be made unrecognisable: {n}").format(n=one.to_mask))
        if one.synthetic:
            parts.append(_("made up for demonstration, no real work"))
        yield f"- {_name(_, one)}: " + "; ".join(parts)


KINDS: dict[str, str] = {
    "face": later("faces: {n}"),
    "person": later("people: {n}"),
    "badge": later("badges: {n}"),
    "screen": later("screens: {n}"),
    "other": later("other things: {n}"),
    "sound": later("parts of the sound: {n}"),
}


def hidden_in(found: MaskSet) -> dict[str, int]:
    """How many masks of each kind hide something."""
    applied = (state.mask for state in found.masks if state.applies)
    return dict(Counter(one.kind if isinstance(one, PictureMask) else "sound" for one in applied))


def _in_all(_: Say, told: tuple[Reported, ...]) -> str:
    return _(
        "In all, {sessions} work sessions: {masks} things hidden in picture and sound, {words}"
        " places in words."
    ).format(
        sessions=len(told),
        masks=sum(sum(one.hidden.values()) for one in told),
        words=sum(sum(one.words.values()) for one in told),
    )


def _techniques(_: Say, told: tuple[Reported, ...]) -> Iterator[str]:
    if len(told) > 1:
        yield "- " + _in_all(_, told)
    for one in told:
        counts = one.hidden
        parts = [_(KINDS[kind]).format(n=counts[kind]) for kind in KINDS if counts.get(kind)]
        yield f"- {_name(_, one)}: " + (", ".join(parts) or _("nothing was hidden"))
        yield "  - " + _("In words: {what}").format(what=in_words(_, one.words))
        if one.voice:
            yield "  - " + _("Voices are disguised. This is a disguise, not anonymity.")
        refused = one.words_left + one.left
        if refused:
            yield "  - " + _("Proposals that a person refused: {n}").format(n=refused)
        if one.detectors:
            yield "  - " + _(
                "Faces were searched for by: {names}, and by the points of the body."
            ).format(names=", ".join(one.detectors))
    yield "- " + _(
        "What is hidden in the picture is painted over in one colour; nothing of it is left in"
        " the copy."
    )
    yield "- " + _(
        "What is hidden in the sound is replaced from a fifth of a second before to a fifth after."
    )
    yield "- " + _(
        "Words were searched by rules for Korean and English and by this site's own lists. What is"
        " hidden in words is replaced in every text that leaves, and a beep lies over its sound."
    )
    yield "- " + _(
        "Hands at work are left free. Movement was read from the recording before anything was"
        " hidden."
    )


def _inspection(_: Say, told: tuple[Reported, ...]) -> Iterator[str]:
    for one in told:
        if one.decision is None:
            yield f"- {_name(_, one)}: " + _("not confirmed yet")
            continue
        yield f"- {_name(_, one)}: " + estimate_told(_, one.decision.overall)
        if one.decision.chosen.judged:
            yield "  - " + _(
                "Of {n} places that were likely to be wrong, {k} showed somebody."
            ).format(n=one.decision.chosen.judged, k=one.decision.chosen.missed)
        yield "  - " + lines_told(_, one.decision.told)


def estimate_told(_: Say, found: MissEstimate) -> str:
    """The estimate in a sentence."""
    if not found.judged:
        return _("No picture was looked at.")
    return _(
        "Of {n} pictures drawn at random, {k} showed somebody. In the whole it is between {low} %"
        " and {high} % of the pictures, with 95 % confidence."
    ).format(
        n=found.judged, k=found.missed, low=f"{100 * found.low:.1f}", high=f"{100 * found.high:.1f}"
    )


def _review(_: Say, told: tuple[Reported, ...]) -> Iterator[str]:
    for one in told:
        if one.decision is None:
            yield f"- {_name(_, one)}: " + _("not confirmed yet")
        elif one.decision.synthetic:
            yield f"- {_name(_, one)}: " + _(
                "A generated session with nobody real in it: confirmed without looking."
            )
        else:
            yield f"- {_name(_, one)}: " + _("confirmed by {name} on {date}").format(
                name=one.decision.name, date=one.decided_on or "–"
            )
    yield "- " + _("Reviewed by somebody from outside of the work:") + " ____________________"


def _rest(_: Say) -> Iterator[str]:
    yield "- " + _(
        "The recording as it arrived stays encrypted on this site, for who is entitled to it."
    )
    yield "- " + _(
        "Whoever receives a copy agrees not to recognise anybody in it, and not to put it beside"
        " other data for that."
    )
    yield "- " + _(
        "A name that no rule knows and nobody noticed, and what is told about somebody without a"
        " name, stays in the words."
    )
    yield "- " + _(
        "A way to move, a place or a story can tell who somebody is although the face is hidden."
    )
    yield "- " + _("Whoever knows the method can undo a disguised voice in part.")
