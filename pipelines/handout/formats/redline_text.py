"""The redline as plain text: [+proposed+] and [-struck-], as ``git diff --word-diff`` has it."""

from __future__ import annotations

from collections.abc import Iterator

from data_schemas.handout import Redline, RedlineStep
from pipelines.handout.formats.sheet_text import head, when
from pipelines.handout.formats.tracked import Bit, bits_of, lines_of
from pipelines.handout.say import Say, plain, proposed

MARKS = {"": ("", ""), "ins": ("[+", "+]"), "del": ("[-", "-]")}


def write(_: Say, redline: Redline) -> bytes:
    """UTF-8 with Unix line ends."""
    lines = [*head(_, redline, _("Proposed changes to the procedure"))]
    if not redline.count:
        lines.append(_("The recording suggests no change to the written procedure."))
    for step in redline.steps:
        lines += ["", *_step(_, step)]
    return ("\n".join(lines) + "\n").encode()


def _step(_: Say, step: RedlineStep) -> Iterator[str]:
    yield f"{step.number or '+'}. {_marked(bits_of(_, step))}"
    for line in lines_of(_, step):
        yield f"   * {_marked(line)}"
    for one in step.changes:
        yield f"   > {proposed(_, one, step.number)}"
        for proof in one.proofs:
            said = f"“{plain(proof.text)}” " if proof.text else ""
            yield f"     {said}{when(_, proof)}"


def _marked(bits: tuple[Bit, ...]) -> str:
    return "".join(plain(one.text).join(MARKS[one.change]) for one in bits)
