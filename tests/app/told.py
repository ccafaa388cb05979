"""A sample session in which something was told: an answer by voice, one typed, and talk at work.

What the machine drew out of it is sealed by hand, so that it is known word by word.
"""

from __future__ import annotations

from dataclasses import dataclass

from capture import artifacts
from capture.access import OWNER
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span, TimeMap
from data_schemas.knowledge import (
    Cue,
    Detail,
    Evidence,
    FoundSuggestions,
    Parameter,
    Suggested,
    UnitContent,
)
from data_schemas.session import Recording
from data_schemas.sitting import Asked
from data_schemas.timeline import Question
from pipelines.elicit.sitting import desk as sitting
from tests.app import sample
from tests.capture.voices import answer

VAGUE = Question(
    en="You said “a bit”. How much is that?", ko="‘살짝’이라고 하셨습니다. 어느 정도인가요?"
)


@dataclass(frozen=True)
class Told:
    """``answered`` is the recording of the answer by voice."""

    sample: sample.Sample
    answered: Recording
    suggestions: tuple[Suggested, ...]

    @property
    def session(self) -> str:
        return self.sample.session.id


def told(site: Site, more: int = 0) -> Told:
    """``more``: that many other sentences said at work."""
    made = sample.processed(site)
    session = made.session.id
    heard = answer(site, session)
    seal_copy(site, session, heard)
    asked = Asked(
        target="mom-1", question=VAGUE, probe="quantify", step_id="gasket", kind="vague_words",
        span=Span(recording=made.recording, start_s=5.0, end_s=7.0),
    )  # fmt: skip
    number = sitting.reply(site, OWNER, session, asked, "answered", "Two millimetres.").number
    found = (_spoken(made, heard, number), _typed(number), *_talk(made, more))
    seal_suggestions(site, session, found)
    return Told(made, heard, found)


def seal_suggestions(site: Site, session: str, found: tuple[Suggested, ...]) -> None:
    recipe = Recipe(kind=Kind.SUGGESTIONS, stage="sample", version="1", parents=(session,))
    artifacts.seal(
        site, recipe, artifacts.session_scope(session), FoundSuggestions(suggestions=found)
    )


def seal_copy(site: Site, session: str, recording: Recording) -> None:
    """The answer as it arrived is its own playable copy."""
    scope = artifacts.session_scope(session)
    with artifacts.open_bytes(site, recording.original) as original:
        data = original.read()
    for kind, value in ((Kind.PROXY, data), (Kind.TIME_MAP, TimeMap.identity())):
        recipe = Recipe(kind=kind, stage="sample", version="1", parents=(recording.original,))
        artifacts.seal(site, recipe, scope, value)


def _spoken(made: sample.Sample, heard: Recording, number: int) -> Suggested:
    said = Evidence(recording=heard.id, start_s=0.2, end_s=0.9, track="replay")
    work = Evidence(recording=made.recording, start_s=5.0, end_s=7.0, track="video")
    content = UnitContent(
        step_id="gasket", kind="parameter", text="Leave two to three millimetres of gap",
        language="en", origin="cued_replay", probe="quantify", moment="mom-1",
        evidence=(said, work), asr_confidence=0.9,
        parameters=(Parameter(name="gap", low=2, high=3, unit="mm", basis="felt",
                              text="two to three millimetres", evidence=(said,)),),
        cues=(Cue(modality="sight", description="a hair of light between the faces"),),
        details=(Detail(field="reason", text="else it leaks when it is warm"),),
    )  # fmt: skip
    return Suggested(id="unit-spoken", content=content, reply=number, weight=2.0, why=("asked",))


def _typed(number: int) -> Suggested:
    content = UnitContent(
        step_id="gasket", kind="hazard", text="Keep your fingers out of the gap", language="en",
        origin="cued_replay", probe="quantify", moment="mom-1",
        no_footage="Typed as an answer; nothing was recorded of it.",
    )  # fmt: skip
    return Suggested(id="unit-typed", content=content, reply=number)


def _talk(made: sample.Sample, more: int) -> list[Suggested]:
    found = []
    steps = ("clean", "gasket", "bolts", None)
    for n in range(1 + more):
        start = 1.0 + (n % 8)
        said = Evidence(recording=made.recording, start_s=start, end_s=start + 1.5, track="audio")
        text = f"Wipe <b>towards</b> *yourself* {n}"
        content = UnitContent(
            step_id=steps[n % 4], kind="key_point", text=text, language="en", origin="concurrent",
            evidence=(said,), asr_confidence=0.3 if n == 0 else 0.9,
        )  # fmt: skip
        found.append(Suggested(id=f"unit-talk{n}", content=content, guessed=n == 0))
    return found
