"""Which words of a step are proposed to be written in or taken out, for every format alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data_schemas.handout import RedlineStep
from pipelines.handout.say import Say


@dataclass(frozen=True)
class Bit:
    """Words that stay, that are proposed ("ins"), or that would go ("del")."""

    text: str
    change: Literal["", "ins", "del"] = ""


def whole(step: RedlineStep) -> Literal["", "ins", "del"]:
    """What would become of the line as a whole."""
    if step.number == 0 or step.moved == "to":
        return "ins"
    kinds = {one.kind for one in step.changes}
    return "del" if step.moved == "from" or "skipped" in kinds else ""


def bits_of(_: Say, step: RedlineStep) -> tuple[Bit, ...]:
    """The title of a step."""
    bits = [Bit(step.title, whole(step))]
    times = [one.times for one in step.changes if one.kind == "repeated"]
    if times:
        bits.append(Bit(" " + _("({times} times)").format(times=max(times)), "ins"))
    return tuple(bits)


def lines_of(_: Say, step: RedlineStep) -> tuple[tuple[Bit, ...], ...]:
    """Its key points, then its reasons, those first that are written; each a line."""
    kept = whole(step)
    points = [Bit(text, kept) for text in step.points]
    reasons = [Bit(text, kept) for text in step.reasons]
    points += [Bit(one.text, "ins") for one in step.changes if one.kind == "key_point"]
    reasons += [Bit(one.text, "ins") for one in step.changes if one.kind == "reason"]
    return (
        *((one,) for one in points),
        *((Bit(f"{_('Why')}: ", one.change), one) for one in reasons),
    )
