"""Teach-back: somebody tries the job from its sheet, and what goes wrong there is about the sheet.

Nothing here is about the learner: there is no field for a person, no grade, no time that something
took, and nothing is counted beside anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from data_schemas.entry import ABOUT_PLACE, ABOUT_TRY, Act, Draft, Entry, standing
from data_schemas.sitting import Asked
from data_schemas.timeline import Question
from data_schemas.value import Seconds, Value

Slip = Literal["error", "question"]
LONGEST_NOTE = 1_000
# A question longer than this is not read aloud.
QUOTED = 160


class TryNote(Value):
    """Something that went wrong or was asked in an attempt.

    ``units`` are the know-how cards that should have prevented it; none: the sheet does not say
    it. ``recording`` is the attempt, ``start_s`` the second on its own clock, None where nobody
    looked it up.
    """

    what: Slip
    text: str = Field(min_length=1, max_length=LONGEST_NOTE)
    step_id: str | None = None
    units: tuple[str, ...] = ()
    recording: str | None = None
    start_s: Seconds | None = Field(default=None, ge=0)


class Noted(TryNote):
    """A note as it stands, under the number of its entry. Who wrote it is nobody's business."""

    id: str
    number: int = Field(ge=1)

    @property
    def is_open(self) -> bool:
        """Whether no card speaks of it, so that the expert is to be asked."""
        return not self.units


def note_draft(id_: str, note: TryNote) -> Draft:
    """How a note is written down."""
    return Draft(act=Act.ANSWER, target=id_, after=note.model_dump(mode="json"))


def notes_of(entries: Iterable[Entry]) -> tuple[Noted, ...]:
    """Notes that nobody took back, in order. Entries about anything else are passed over."""
    return tuple(
        Noted.model_validate({**one.after, "id": one.target, "number": one.number})
        for one in standing(tuple(entries))
        if one.target.startswith(ABOUT_TRY) and one.act is Act.ANSWER
    )


def asked_of(note: Noted) -> Asked:
    """What the expert is asked about a note that no card speaks of."""
    said = note.text if len(note.text) <= QUOTED else f"{note.text[:QUOTED]}…"
    en = {
        "error": f"Somebody who tried it from the sheet went wrong here: “{said}”."
        " What must one know so that it does not happen?",
        "question": f"Somebody who tried it from the sheet asked: “{said}”. What do you say?",
    }
    ko = {
        "error": f"작업표를 보고 해 본 사람이 여기서 막혔습니다: ‘{said}’."
        " 그러지 않으려면 무엇을 알아야 하나요?",
        "question": f"작업표를 보고 해 본 사람이 물었습니다: ‘{said}’. 어떻게 답해 주시겠어요?",
    }
    return Asked(
        target=f"{ABOUT_PLACE}{note.id.removeprefix(ABOUT_TRY)}",
        question=Question(en=en[note.what], ko=ko[note.what]),
        step_id=note.step_id,
    )
