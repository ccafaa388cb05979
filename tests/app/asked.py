"""Moments known by heart, sealed for the sample's session as if the worker had found them."""

from __future__ import annotations

from capture import artifacts
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.timeline import FoundMoments, Moment, MomentKind, Question, Sign
from tests.app.sample import Sample

AT: tuple[tuple[MomentKind, float, float], ...] = (
    ("unspoken_action", 3.2, 4.8),
    ("regrip", 7.2, 8.4),
    ("pause", 10.2, 11.5),
)
REASONS = (
    Question(
        en="The hands are at work for 2 s, and nobody says a word about it.",
        ko="2초 동안 손으로 작업하는데 그에 대한 말이 없습니다.",
    ),
    Question(en="The hand lets go and takes hold again.", ko="손을 놓았다가 다시 잡습니다."),
    Question(en="The hands rest before the next step.", ko="다음 단계 앞에서 손이 멈춥니다."),
)


def moments(recording: str) -> tuple[Moment, ...]:
    """Three of them, the most worth first."""
    return tuple(
        Moment(
            id=f"mom-{number:016x}",
            kind=kind,
            recording=recording,
            start_s=start,
            end_s=end,
            score=0.9 - number / 10,
            reason=reason.en,
            reason_ko=reason.ko,
            question=reason,
            step_id="gasket" if number else "clean",
            filled={"clock": f"0:{int(start):02}", "step": "Fit the gasket"},
            evidence=(
                Sign(
                    recording=recording, start_s=start, end_s=end, source="words",
                    what="said_before", text="Now the gasket goes on dry",
                ),
            ) if number == 1 else (),
            missing=("body", "speech") if number == 0 else (),
        )
        for number, ((kind, start, end), reason) in enumerate(zip(AT, REASONS, strict=True))
    )  # fmt: skip


def seal_moments(site: Site, sample: Sample) -> tuple[Moment, ...]:
    found = moments(sample.recording)
    parents = (sample.session.recordings[0].original,)
    recipe = Recipe(kind=Kind.MOMENTS, stage="sample", version="1", parents=parents)
    scope = artifacts.session_scope(sample.session.id)
    artifacts.seal(site, recipe, scope, FoundMoments(moments=found))
    return found
