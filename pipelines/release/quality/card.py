"""The card at the top of a dataset, for people: what it is, whose, for what, and what it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data_schemas.rights import Consent, Purpose
from pipelines.deidentify.report import CLASSES, PURPOSES
from pipelines.deidentify.say import Say, later
from pipelines.release.bundle import Bundle
from pipelines.release.markdown import line, table
from pipelines.release.quality.figures import Quality
from pipelines.release.quality.looked import Looked
from pipelines.release.quality.report import MADE_BY, crowds_told, sides

LIMITS = (
    later(
        "What a machine labelled is its estimate; every row says who made it and how sure it is."
    ),
    later(
        "Points of body and hands are estimates from pictures, no measurements of force or tools."
    ),
    later(
        "What was said is not all that the expert knows: a step without words is not one without"
        " skill."
    ),
    later("What was struck or masked, and the words of bystanders, are left out."),
    later("Nobody may use this to rate, time or recognise a person."),
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """What the card is about."""

    bundle: Bundle
    looked: Sequence[Looked]
    found: Quality


def card(_: Say, about: About, warnings: Sequence[str]) -> str:
    """Markdown in the language of the wording, as ``warnings`` are."""
    bundle, found = about.bundle, about.found
    lines = [f"# {line(bundle.name)}", ""]
    lines += [
        _(
            "Experts at work on written procedures: what they did when, and what they said about"
            " it."
        ),
        "",
    ]
    if found.synthetic:
        lines += [
            _("Some or all of this was generated: no figure here is one of real work."), ""
        ]  # fmt: skip
    parts = (
        (_("Contents"), _contents(_, about)),
        (_("Splits"), _splits(_, found)),
        (_("Rights and consent"), _rights(_, about.looked)),
        (_("People"), crowds_told(_, found)),
        (_("Who made the labels"), _making(_, bundle, found)),
        (_("Good to know"), (f"- {line(one)}" for one in warnings)),
        (_("Limits"), (f"- {_(one)}" for one in LIMITS)),
    )
    for title, told in parts:
        text = list(told)
        if text:
            lines += [f"## {title}", "", *text, ""]
    return "\n".join(lines)


def _contents(_: Say, about: About) -> Iterator[str]:
    bundle, found = about.bundle, about.found
    known = {(p.procedure.id, p.procedure.version): p.procedure for p in about.looked}
    yield _("{rows} rows of {sessions} work sessions, made on {date}.").format(
        rows=len(bundle.records),
        sessions=found.diversity.sessions,
        date=bundle.created_at.date().isoformat(),
    )
    yield ""
    for _key, one in sorted(known.items()):
        yield "- " + _("Job `{id}`, version {version}: {title}").format(
            id=one.id, version=one.version, title=line(one.title)
        )
    yield "- " + _("Figures of quality: quality.en.md, quality.ko.md, quality.json")
    yield "- " + _("What was hidden: deidentification.en.md, deidentification.ko.md")


def _splits(_: Say, found: Quality) -> Iterator[str]:
    yield sides(_, found)
    yield ""
    yield _(
        "All sessions of a person are on one side, and stay there in later datasets of this site."
        " People of whom nearly the same work is here share a side."
    )


def _rights(_: Say, looked: Sequence[Looked]) -> Iterator[str]:
    head = (
        _("purposes"), _("protection"), _("licence"), _("holder of the rights"), _("legal basis")
    )  # fmt: skip
    yield table(head, sorted({_terms(_, one.consent) for one in looked}))
    yield ""
    yield _(
        "Use for a purpose that is not named is not allowed. Consent can be withdrawn: then the"
        " site names the sessions that are to be deleted from every copy."
    )


def _terms(_: Say, one: Consent) -> tuple[str, ...]:
    none = _("not stated")
    purposes = ", ".join(_(PURPOSES[p]) for p in Purpose if p in one.purposes)
    return (
        purposes or _("none"),
        _(CLASSES[one.protection_class]),
        line(one.licence) or none,
        line(one.rights_holder) or none,
        line(one.legal_basis) or none,
    )


def _making(_: Say, bundle: Bundle, found: Quality) -> Iterator[str]:
    yield table(
        (_("who placed the step"), _("rows")),
        ((_(MADE_BY[by]), str(found.labels.made_by[by])) for by in MADE_BY),
    )
    yield ""
    yield "- " + _("Program: {name}").format(name=line(bundle.provenance.software))
    for name, digest in bundle.provenance.models:
        yield "- " + _("Model `{name}`: `{digest}`").format(name=name, digest=digest)
    for one in found.made_with:
        yield f"- {line(one)}"
