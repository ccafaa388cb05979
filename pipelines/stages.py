"""Every stage, in the order in which a session goes through them, and what waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipelines.align.stage import STAGE as ALIGN
from pipelines.deidentify.stage import STAGE as MASKS
from pipelines.marks.stage import STAGE as MARKS
from pipelines.motion.stage import MOVEMENT, WINDOWS
from pipelines.motion.stage import STAGE as MOTION
from pipelines.proxy import STAGE as PROXY
from pipelines.review.stage import STAGE as FOLD
from pipelines.search.stage import STAGE as PASSAGES
from pipelines.stage import Stage
from pipelines.transcribe.stage import STAGE as TRANSCRIBE
from pipelines.waveform.stage import STAGE as WAVEFORM

# The proxy first: people want to look before the machine has understood. Then the words, which are
# read first and which steps are made of while movement is looked for.
STAGES: tuple[Stage, ...] = (
    PROXY, WAVEFORM, TRANSCRIBE, MARKS, MOTION, MOVEMENT, WINDOWS, MASKS, ALIGN, FOLD, PASSAGES,
)  # fmt: skip
BY_NAME = {stage.name: stage for stage in STAGES}
PER_RECORDING = tuple(stage for stage in STAGES if stage.per == "recording")
# What takes another stage's result of the same recording comes after it, side by side.
FOLLOWING = {"motion": (MOVEMENT.name, WINDOWS.name), "transcribe": (MARKS.name,)}
# Nobody who looks at the session waits for it, and it takes as long as movement does.
FACES = MASKS.name
# Somebody waits for the words of an answer; there is no work to be seen in it.
PER_ANSWER = (TRANSCRIBE.name, PROXY.name, WAVEFORM.name)
PER_SESSION = tuple(stage for stage in STAGES if stage.per == "session")

# A piece of work: a stage or something beside them, and the recording it is about, None for the
# session as a whole.
Piece = tuple[str, str | None]


def plan(
    answers: Iterable[str],
    recordings: Iterable[tuple[str | None, Sequence[str]]],
    last: Sequence[str],
) -> dict[Piece, frozenset[Piece]]:
    """What is to be done with a session, in the order in which it is begun, and what each piece
    waits for.

    ``recordings`` with what each begins with. Recordings go side by side, and what follows a stage
    begins as soon as that is done; the session as a whole waits for the words of all. ``last``, one
    after the other, take everything together; among them may be a stage of recordings, of those
    that go through it. Nothing of the work waits for answers.
    """
    waits: dict[Piece, frozenset[Piece]] = {
        (stage, answer): frozenset() for answer in answers for stage in PER_ANSWER
    }
    every = [(stage, recording) for recording, stages in recordings for stage in stages]
    begun = [piece for piece in every if piece[0] not in last]
    waits |= dict.fromkeys(begun, frozenset())
    for stage, recording in begun:
        for name in FOLLOWING.get(stage, ()):
            waits[name, recording] = frozenset({(stage, recording)})
    before = frozenset(piece for piece in begun if piece[0] == TRANSCRIBE.name)
    for whole in PER_SESSION:
        waits[whole.name, None] = before
        before = frozenset({(whole.name, None)})
    before = frozenset(waits)
    for name in last:
        pieces = [piece for piece in every if piece[0] == name]
        if name not in BY_NAME:
            pieces = [(name, None)]
        waits |= dict.fromkeys(pieces, before)
        before = frozenset(pieces) or before
    return waits


def can_begin(
    waits: Mapping[Piece, frozenset[Piece]], begun: Iterable[Piece], done: Iterable[Piece]
) -> list[Piece]:
    """Pieces that nothing is waited for any more and that are not begun, in their order."""
    known, over = set(begun), set(done)
    return [piece for piece, before in waits.items() if piece not in known and before <= over]
