"""What is hidden in words is not heard either: a beep over its seconds, in every camera. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from data_schemas.clock import Span
from data_schemas.entry import ABOUT_TEXT_MASK
from data_schemas.mask import SoundMask
from data_schemas.masking import WordState
from data_schemas.session import Recording, Session, are_on_one_clock, moved
from pipelines.deidentify.sound.beep import around


def beeps(
    session: Session, recording: Recording, states: Iterable[WordState]
) -> tuple[SoundMask, ...]:
    """On the clock of ``recording``: words that were said before another camera were heard here."""
    work = {one.id: one for one in session.work}
    hidden = [one.mask for one in states if one.applies and one.mask.recording in work]
    seconds = [
        there
        for one in hidden
        if are_on_one_clock(session, work[one.recording], recording)
        and (there := moved(_span(one), work[one.recording], recording)) is not None
    ]
    return tuple(
        SoundMask(
            id=f"{ABOUT_TEXT_MASK}beep-{round(one.start_s * 1000)}", origin="machine",
            recording=recording.id, start_s=one.start_s, end_s=one.end_s,
        )
        for one in around(seconds)
    )  # fmt: skip


def _span(one: Span) -> Span:
    return Span(recording=one.recording, start_s=one.start_s, end_s=one.end_s)
