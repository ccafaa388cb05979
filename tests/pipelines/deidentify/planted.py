"""A session in whose speech, steps, answers and cards names, numbers and secrets are planted."""

from __future__ import annotations

import json
from dataclasses import dataclass

from capture import journal, procedures
from capture.access import OWNER
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.knowledge import Condition, Cue, Detail, Parameter, UnitContent
from data_schemas.mask import FoundMasks
from data_schemas.sitting import Asked, reply_draft
from data_schemas.timeline import Alignment, Cited, Question, Segment, StepStatus
from data_schemas.transcript import Transcript, Utterance, Word
from pipelines.deidentify import desk
from pipelines.deidentify.words import desk as words
from pipelines.elicit.cards import desk as cards
from pipelines.review.desk import refold
from tests.app import sample
from tests.hidden import approved, with_rights
from tests.pipelines.deidentify.test_desk import propose

TERMS = "term,kind,replacement\n한빛정밀,customer,고객사 A\nZephyr Coil,product,\n"
STEPS = [
    {"id": "clean", "title": "한빛정밀 플랜지 닦기", "key_point": ["김철수 반장님 방식대로"],
     "reason": ["Zephyr Coil leaks otherwise"]},
    {"id": "gasket", "title": "Fit the gasket"},
]  # fmt: skip
# One second a word; the number is said over two lines, with a breath between them.
SAID = (
    (0.5, "ko", "이건 김철수 반장님이 가르쳐 주셨어요"),
    (5.6, "ko", "제 번호는 공일공"),
    (8.7, "ko", "공이삼사 오육칠팔이에요"),
    (10.8, "en", "Walter Harris, you call him"),
)
LATER = "코끼리한테 Zephyr Coil 물어봐"
# None of these may stand in anything that leaves.
SECRET = (
    "김철수", "철수", "공일공", "공이삼사", "오육칠팔", "Harris", "Walter", "한빛정밀",
    "Zephyr", "010-0234-5678", "0234", "walter@example.com", "박영희",
)  # fmt: skip
# What is around it stays.
PLAIN = ("반장님", "번호는", "gasket")


@dataclass(frozen=True)
class Planted:
    site: Site
    made: sample.Sample

    @property
    def session(self) -> str:
        return self.made.session.id

    def confirm(self) -> None:
        """Look at pictures and read lines until somebody may answer for it, then do."""
        for one in desk.queue(self.site, OWNER, self.session).samples:
            if one.answer is None:
                desk.judge(self.site, OWNER, self.session, one.id, "hidden")
        self.read()
        desk.confirm(self.site, OWNER, self.session, "Lee")

    def approve(self) -> None:
        """Rights and approval are there as well, so that nothing else keeps it here."""
        with_rights(self.site, self.session)
        approved(self.site, self.session)

    def read(self, seen="hidden") -> None:
        for one in words.queue(self.site, OWNER, self.session).samples:
            if one.answer is None:
                words.judge(self.site, OWNER, self.session, one.id, seen)

    def found(self, text: str):
        """The first proposal with these words."""
        return next(one for one in words.words(self.site, OWNER, self.session) if text in one.words)


def utterance(start_s: float, language: str, text: str, each_s: float = 1.0) -> Utterance:
    spoken = text.split()
    times = [start_s + n * each_s for n in range(len(spoken) + 1)]
    told = tuple(
        Word(start_s=times[n], end_s=times[n + 1] - 0.1, text=word) for n, word in enumerate(spoken)
    )
    return Utterance(
        start_s=start_s, end_s=times[-1], text=text, words=told, language=language,
        speaker="expert",
    )  # fmt: skip


def plant(site: Site) -> Planted:
    """Through the real doors where there are any; no model is needed."""
    words.import_terms(site, OWNER, TERMS.encode(), "terms.csv")
    text = json.dumps({"title": "Zephyr Coil 조립", "language": "ko", "steps": STEPS})
    procedure = procedures.import_procedure(site, OWNER, text.encode(), "coil.yaml")
    made = sample.take_in(site, procedure=procedure, seconds=16.0)
    sample.seal_proxy(site, made)
    said = tuple(utterance(*one) for one in SAID)
    sample._seal(
        site, made, Kind.TRANSCRIPT, Transcript(language="ko", engine="sample", utterances=said)
    )
    sample._seal(site, made, Kind.MOTION, sample.motion())
    sample._seal(site, made, Kind.ALIGNMENT, _alignment(made.recording, said))
    refold(site, made.session.id)
    propose(site, made, FoundMasks(looked_at=36))
    _tell(site, made.session.id)
    return Planted(site, made)


def _alignment(recording: str, said: tuple[Utterance, ...]) -> Alignment:
    def segment(step: str, number: int, start_s: float, end_s: float) -> Segment:
        one = said[number]
        cited = Cited(start_s=one.start_s, end_s=one.end_s, text=one.text, score=0.9)
        return Segment(
            id=f"seg-{step}", recording=recording, step_id=step, start_s=start_s, end_s=end_s,
            confidence=0.9, cited=(cited,),
        )  # fmt: skip

    return Alignment(
        method="sample",
        segments=(segment("clean", 0, 0.5, 5.0), segment("gasket", 3, 5.0, 12.0)),
        steps=tuple(
            StepStatus(step_id=name, status="performed", probability=0.9)
            for name in ("clean", "gasket")
        ),
    )


def _tell(site: Site, session: str) -> None:
    asked = Asked(target="card:why.clean", question=Question(en="Why?", ko="왜요?"))
    answer = "박영희 과장님 번호가 010-0234-5678이라서요, walter@example.com"
    journal.add(site, OWNER, session, reply_draft(asked, "answered", answer))
    content = UnitContent(
        step_id="clean", kind="key_point", language="ko", origin="annotator",
        text="김철수 반장님이 한빛정밀 것은 두 번 닦으래요", text_en="Mr. Walter Harris says so",
        no_footage="Told by 박영희 과장님", conditions=(Condition(text="Zephyr Coil only"),),
        cues=(Cue(description="한빛정밀의 소리", normal="010-0234-5678"),),
        parameters=(Parameter(text="Zephyr Coil 40 A"),),
        details=(Detail(field="reason", text="김철수 반장님 말"),),
    )  # fmt: skip
    made = cards.make(site, OWNER, session, content)
    cards.advance(site, OWNER, session, made, "expert_confirmed", "Choi")
