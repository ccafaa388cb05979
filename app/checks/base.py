"""What one check says."""

from __future__ import annotations

from typing import Literal

from data_schemas.value import Value

Grade = Literal["ok", "warn", "fail"]


class Checkup(Value):
    """``mend`` is the sentence that says what to do; empty when all is well.

    ``code`` names it to machines and has no content, no name and no path in it; "" for what is
    told by the doctor only.
    """

    name: str
    grade: Grade
    found: str
    mend: str = ""
    code: str = ""


def judge(
    name: str, good: bool, found: str, mend: str, *, grade: Grade = "fail", code: str = ""
) -> Checkup:
    """``grade`` is what it is where it is not good."""
    if good:
        return Checkup(name=name, grade="ok", found=found, code=code)
    return Checkup(name=name, grade=grade, found=found, mend=mend, code=code)
