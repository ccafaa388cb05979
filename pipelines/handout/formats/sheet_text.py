"""The job breakdown sheet as plain text, for a terminal, a reader of the screen, or a mail."""

from __future__ import annotations

from collections.abc import Iterator

from data_schemas.handout import JobSheet, Proof, Redline, SheetLine, SheetStep
from pipelines.handout.say import Say, footing, labelled, noted, origin, plain, stretch
from pipelines.handout.say import withheld as told_withheld


def write(_: Say, sheet: JobSheet) -> bytes:
    """UTF-8 with Unix line ends."""
    lines = [*head(_, sheet, _("Job breakdown sheet"))]
    for step in sheet.steps:
        lines += ["", *_step(_, step)]
    return ("\n".join(lines) + "\n").encode()


def head(_: Say, paper: JobSheet | Redline, title: str) -> Iterator[str]:
    yield f"{title}: {plain(paper.stamp.title)}"
    yield plain(footing(_, paper.stamp))
    yield plain(origin(_, paper.stamp))
    if paper.withheld:
        yield told_withheld(_)


def when(_: Say, proof: Proof) -> str:
    """``[02:03–02:10]``"""
    at = _("told afterwards") if proof.at_s is None else stretch(proof.at_s, proof)
    return f"[{at}]" if proof.sure else f"[{at}, {_('not sure')}]"


def _step(_: Say, step: SheetStep) -> Iterator[str]:
    title = " › ".join(plain(one) for one in (*step.inside, step.title))
    yield " ".join((f"{step.number}. {title}", *(when(_, one) for one in step.sections)))
    for note in step.notes:
        yield f"   ! {noted(_, note, step.number)}"
    for one in step.points:
        if one.point:
            yield f"   * {_line(_, one.point)}"
        for reason in one.reasons:
            yield f"     {_('Why')}: {_line(_, reason)}"
    for said in step.quotes:
        yield f"   “{plain(said.text)}” {when(_, said)}"
    if step.more:
        yield "   " + _("Said about it besides: {n}").format(n=step.more)


def _line(_: Say, line: SheetLine) -> str:
    return " ".join((plain(labelled(_, line)), *(when(_, one) for one in line.proofs)))
