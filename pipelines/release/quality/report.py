"""The quality report: the headings that Korean quality certification of data asks for, with the
figures that there are, and "not measured" where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from data_schemas.release import MadeBy, Split
from data_schemas.rights import ProtectionClass, Purpose
from pipelines.deidentify.report import CLASSES, PURPOSES
from pipelines.deidentify.say import Say, later
from pipelines.release.markdown import line, table
from pipelines.release.quality.figures import Quality
from pipelines.release.quality.people import Crowd

MADE_BY: dict[MadeBy, str] = {
    "machine": later("machine alone"),
    "confirmed": later("machine, confirmed by a person"),
    "person": later("person"),
}
SIDES: dict[Split, str] = {
    "train": later("train"),
    "validation": later("validation"),
    "test": later("test"),
}
LANES = {"steps": later("steps"), "speech": later("speech")}


def quality_report(_: Say, found: Quality) -> str:
    """Markdown in the language of the wording; ``quality.json`` holds the same figures."""
    lines = [f"# {_('Quality report')}: {line(found.dataset)}", ""]
    if found.synthetic:
        lines += [
            _("Some or all of this was generated: no figure here is one of real work."), ""
        ]  # fmt: skip
    lines += [_("Figures are of the data, never of a person. The same are in quality.json."), ""]
    parts = (
        (_("Diversity"), _diversity(_, found)),
        (_("Fitness"), _fitness(_, found)),
        (_("Label accuracy"), _accuracy(_, found)),
        (_("Agreement"), _agreement(_, found)),
        (_("Missing data"), _missing(_, found)),
        (_("De-identification"), _hidden(_, found)),
        (_("Class balance"), _balance(_, found)),
        (_("Splits"), [sides(_, found)]),
    )
    for number, (title, told) in enumerate(parts, start=1):
        lines += [f"## {number}. {title}", "", *told, ""]
    return "\n".join(lines)


def share(_: Say, part: int, whole: int) -> str:
    return f"{part} / {whole} ({100 * part / whole:.1f} %)" if whole else _("not measured")


def sides(_: Say, found: Quality) -> str:
    """Who and what is in which split, beside the share that was aimed at."""
    head = (
        _("data split"), _("people"), _("sessions"), _("rows"), _("share of rows"), _("aimed at"),
        _("steps with examples"),
    )  # fmt: skip
    rows = (
        (
            _(SIDES[one.split]), str(one.people), str(one.sessions), str(one.rows),
            f"{100 * one.share:.1f} %", f"{100 * one.aim:.0f} %",
            f"{one.steps} / {len(found.balance.steps)}",
        )
        for one in found.sides
    )  # fmt: skip
    return table(head, rows)


def crowds_told(_: Say, found: Quality) -> Iterator[str]:
    """Of how many people what is told, so that nobody is alone with it."""
    held = found.diversity.crowds
    reached = str(held.reached) if held.reached else _("nothing is told of anybody")
    yield _(
        "What is told of people is told of at least {k} who are alike in it (k-anonymity): {told}."
    ).format(k=held.asked, told=reached)
    hidden = _("withheld")
    yield ""
    yield table(
        (_("people"), _("languages"), _("jobs"), _("holder of the rights")),
        (
            (str(one.people), *(hidden if v is None else line(v) for v in _of(one)))
            for one in held.crowds
        ),
    )
    yield ""
    yield _(
        "What the work itself tells cannot be withheld: whoever has the words knows their language,"
        " and a step belongs to its job."
    )


def _of(one: Crowd) -> tuple[str | None, ...]:
    return one.languages, one.jobs, one.holder


def _diversity(_: Say, found: Quality) -> Iterator[str]:
    told = found.diversity
    yield "- " + _("Work sessions: {n}, recordings: {r}").format(n=told.sessions, r=told.recordings)
    yield "- " + _("People: {n}").format(n=sum(one.people for one in found.sides))
    yield "- " + _("Jobs: {names}").format(names=", ".join(map(line, told.jobs)))
    yield "- " + _("Languages by sessions: {counts}").format(counts=_counts(told.languages))
    yield ""
    yield from crowds_told(_, found)


def _fitness(_: Say, found: Quality) -> Iterator[str]:
    told = found.fitness
    purposes = ", ".join(
        f"{_(PURPOSES[one])} ({told.purposes[one.value]})" for one in Purpose
        if one.value in told.purposes
    )  # fmt: skip
    classes = ", ".join(
        f"{_(CLASSES[one])} ({told.classes[one.value]})" for one in ProtectionClass
        if one.value in told.classes
    )  # fmt: skip
    whole = found.diversity.recordings
    yield "- " + _("Work in all: {hours} hours").format(hours=f"{told.material_s / 3600:.2f}")
    yield "- " + _("Recordings with a picture: {share}").format(
        share=share(_, told.with_picture, whole)
    )
    yield "- " + _("Recordings with sound: {share}").format(share=share(_, told.with_sound, whole))
    yield "- " + _("Sizes of pictures by recordings: {counts}").format(counts=_counts(told.sizes))
    yield "- " + _("Pictures a second by recordings: {counts}").format(
        counts=_counts(told.rates_fps)
    )
    yield "- " + _("Agreed purposes by sessions: {counts}").format(counts=purposes or _("none"))
    yield "- " + _("Protection by sessions: {counts}").format(counts=classes)
    yield "- " + _(
        "Of every recording the clock was read, and its place among the others is known: nothing"
        " leaves without."
    )


def _accuracy(_: Say, found: Quality) -> Iterator[str]:
    told = found.labels
    rows = ((_(MADE_BY[by]), share(_, told.made_by[by], told.rows)) for by in MADE_BY)
    yield table((_("who placed the step"), _("rows")), rows)
    yield ""
    looked = told.made_by["confirmed"] + told.made_by["person"]
    yield "- " + _(
        "Of the rows that a person decided one by one, moved or named anew: {share}"
    ).format(share=share(_, told.made_by["person"], looked))
    yield "- " + _("Mean probability of the rows that a machine alone placed: {value}").format(
        value=_("not measured") if told.sure is None else f"{told.sure:.2f}"
    )
    yield "- " + _("Accuracy against an independent truth: {value}").format(value=_("not measured"))


def _agreement(_: Say, found: Quality) -> Iterator[str]:
    if not found.agreement:
        yield _("Not measured: no recording was labelled by several people without a proposal.")
        return
    rows = (
        (
            line(one.procedure), _(LANES[one.lane]), str(one.recordings),
            _("not measured") if one.alpha is None else f"{one.alpha:.3f}",
        )
        for one in found.agreement
    )  # fmt: skip
    yield _("Krippendorff's alpha over tenths of a second, of recordings that were labelled blind.")
    yield ""
    yield table((_("job"), _("lane"), _("recordings"), _("alpha")), rows)


def _missing(_: Say, found: Quality) -> Iterator[str]:
    told, seen = found.missing, found.missing.seen
    rows = found.labels.rows
    yield "- " + _("Rows in which nothing was said: {share}").format(
        share=share(_, told.silent, rows)
    )
    yield "- " + _("Rows of work outside the steps: {share}").format(
        share=share(_, told.outside, rows)
    )
    yield "- " + _("Sessions without motion: {share}").format(
        share=share(_, told.without_motion, found.diversity.sessions)
    )
    for text, number in (
        (later("Motion in which the body was seen: {share}"), seen.body),
        (later("Motion in which the left hand was seen: {share}"), seen.left_hand),
        (later("Motion in which the right hand was seen: {share}"), seen.right_hand),
    ):
        yield "- " + _(text).format(share=share(_, number, seen.rows))
    yield "- " + _("Stretches that people took out or masked: {n}").format(n=told.cut)


def _hidden(_: Say, found: Quality) -> Iterator[str]:
    told = found.hidden
    yield "- " + _("Sessions for which somebody answers that all is hidden: {share}").format(
        share=share(_, told.confirmed, told.sessions)
    )
    yield "- " + _("Hidden in picture and sound: {n}").format(n=told.masks)
    yield "- " + _("Hidden in words: {n}").format(n=told.words)
    yield "- " + _("What was done and how it was checked: the report on what was hidden.")


def _balance(_: Say, found: Quality) -> Iterator[str]:
    told = found.balance
    ratio = _("not measured") if told.ratio is None else f"{told.ratio:.1f}"
    yield "- " + _("Rows of the most frequent step for one of the rarest: {ratio}").format(
        ratio=ratio
    )
    if told.empty:
        yield "- " + _("Steps without any example: {names}").format(
            names=", ".join(map(line, told.empty))
        )
    yield ""
    rows = (
        (f"`{line(one.step)}` {line(one.title)}", *(str(one.rows[split]) for split in SIDES))
        for one in told.steps
    )
    yield table((_("step"), *(_(SIDES[split]) for split in SIDES)), rows)


def _counts(found: dict[str, int]) -> str:
    return ", ".join(f"{line(name)} ({number})" for name, number in found.items()) or "–"
