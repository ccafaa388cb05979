"""What a take was for, where somebody said so: the work done well, a defect, or another case.

It is said of the seconds that were filmed, not of a person: a defect was shown, nobody made one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from pydantic import Field, JsonValue

from data_schemas.entry import ABOUT_TAKE, Act, Draft, Entry, standing
from data_schemas.session import Recording
from data_schemas.value import Value

TakeVariant = Literal["good", "defect", "what_if"]
VARIANTS: tuple[TakeVariant, ...] = get_args(TakeVariant)
LONGEST_NOTE = 1_000


class TakeLabel(Value):
    """``take`` as recordings count them; ``note`` says what is shown otherwise, in free words."""

    take: int = Field(ge=1)
    variant: TakeVariant
    note: str = Field(default="", max_length=LONGEST_NOTE)


def take_draft(label: TakeLabel, recordings: Iterable[Recording]) -> Draft:
    """How a label is written down; ``recordings`` are those of its take.

    Their seconds are kept with it, so that it is erased with them.
    """
    shown: list[JsonValue] = [
        {"recording": one.id, "start_s": 0.0, "end_s": one.duration_s} for one in recordings
    ]
    after: dict[str, JsonValue] = {"variant": label.variant, "shown": shown}
    if label.note:
        after["note"] = label.note
    return Draft(act=Act.CONFIRM, target=f"{ABOUT_TAKE}{label.take}", after=after)


def take_labels(entries: Iterable[Entry]) -> dict[int, TakeLabel]:
    """What stands of each take by its number: what was said last and not taken back."""
    return {
        int(one.target.removeprefix(ABOUT_TAKE)): _label(one)
        for one in standing(tuple(entries))
        if one.target.startswith(ABOUT_TAKE)
    }


def _label(entry: Entry) -> TakeLabel:
    told = {name: entry.after[name] for name in ("variant", "note") if name in entry.after}
    return TakeLabel.model_validate({"take": entry.target.removeprefix(ABOUT_TAKE), **told})
