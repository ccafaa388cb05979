"""Why a section stands where it stands: the words for it, what else it may be, its edges."""

from __future__ import annotations

from typing import Any

from app.language import _
from app.plain import LIKENESS, RELATIONS, SILENT
from app.scene.shown import Shown, numbered
from data_schemas.timeline import Cited, Segment


def evidence(shown: Shown, segment: Segment, silent: bool) -> dict[str, Any]:
    """Sentences and quotes; empty where a person said it, whose word needs no evidence.

    ``silent``: nobody speaks about it.
    """
    if segment.status == "corrected":
        return {"lead": "", "quotes": [], "doubts": []}
    quotes = [_quote(shown, segment, one) for one in segment.cited]
    doubts = [] if segment.status == "confirmed" else [_others(shown, segment), _edges(segment)]
    return {
        "lead": " ".join(_lead(segment, silent)),
        "quotes": quotes,
        "doubts": [text for text in doubts if text],
    }


def _lead(segment: Segment, silent: bool) -> list[str]:
    if segment.step_id is None:
        return [_("No step fits here, so it counts as work outside of the steps.")]
    if segment.cited:
        return [_("Found by what was said:")]
    by_order = _("No words name it here: it was placed by the written order and usual lengths.")
    return [f"{_(SILENT)}."] * silent + [by_order] * (segment.basis == "order")


def _quote(shown: Shown, segment: Segment, cited: Cited) -> dict[str, Any]:
    like = next(word for least, word in LIKENESS if cited.score >= least)
    return {
        "at": shown.clocks.to_player(cited.start_s, cited.recording or segment.recording),
        "text": f"“{cited.text.strip()}”",
        "about": f"{_(RELATIONS[cited.relation])} · {_(like)}",
    }


def _others(shown: Shown, segment: Segment) -> str:
    told = [
        f"{numbered(shown.procedure, one.step_id)} {one.probability:.0%}"
        for one in segment.alternatives
    ]
    return _("May also be: {steps}").format(steps=", ".join(told)) if told else ""


def _edges(segment: Segment) -> str:
    if segment.start_sd_s is None or segment.end_sd_s is None:
        return ""
    start, end = (max(1, round(sd)) for sd in (segment.start_sd_s, segment.end_sd_s))
    return _("Start to about ±{start} s, end to about ±{end} s").format(start=start, end=end)
