"""What an answer was like, for the question that may follow it."""

from __future__ import annotations

from data_schemas.probe import AnswerWas, Probe
from data_schemas.transcript import Word
from pipelines.elicit.told_cues import cues_of
from pipelines.elicit.told_settings import settings_of
from pipelines.elicit.told_words import FELT, NOTHING, RECITED
from pipelines.quantities import quantities
from pipelines.text import normalise


def answer_was(text: str, probe: Probe) -> AnswerWas:
    """``nothing``; no number or sense where the card asks for one; recited; vague; else ``any``.

    A ``vague`` answer leaves the measure open in any card: "just a little", "by feel".
    """
    plain = normalise(text)
    if not plain or NOTHING.search(plain):
        return "nothing"
    spoken = [Word(start_s=n, end_s=n + 1, text=one) for n, one in enumerate(text.split())]
    if "parameters" in probe.fills and not any(one.is_quantified for one in settings_of(spoken)):
        return "no_number"
    if "cues" in probe.fills and not cues_of(text):
        return "no_sense"
    if RECITED.search(plain):
        return "recited"
    return "vague" if FELT.search(plain) and not quantities(spoken) else "any"
