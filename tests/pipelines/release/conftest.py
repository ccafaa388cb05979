"""Two small sessions, Korean and English, and the bundle made of them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pytest

from data_schemas.motion import HandTrack, MotionTrack, TrackInfo
from data_schemas.procedure import Procedure, Step
from data_schemas.rights import Consent, ProtectionClass, Purpose
from data_schemas.session import Recording, Session
from data_schemas.timeline import Cited, Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.release.bundle import Bundle, Part, Provenance
from pipelines.release.records import collect
from tests.encoding import by_letters
from tests.tracks import one_person_in_a_dull_picture

OFFSET_S = 2.0


def track(rows: int = 40, fps: float = 1.0) -> MotionTrack:
    """Row n was sampled at second n; a missing hand is NaN."""
    rng = np.random.default_rng(7)

    def hand(seen: bool) -> HandTrack:
        xyz = rng.random((rows, 21, 3), dtype=np.float32)
        return HandTrack(
            xyz=xyz if seen else np.full_like(xyz, np.nan),
            world=xyz,
            score=np.ones(rows, np.float32),
            status=np.full(rows, int(seen), np.uint8),
            side_differs=np.zeros(rows, np.uint8),
        )

    return MotionTrack(
        info=TrackInfo(
            width=640, height=480, source_fps=fps, sampled_fps=fps, mediapipe_version="0",
            model_digests={},
        ),
        frame=np.arange(rows, dtype=np.int32),
        t_us=np.arange(rows, dtype=np.int64) * int(1e6 / fps),
        pose_xyz=rng.random((rows, 33, 3), dtype=np.float32),
        pose_world=rng.random((rows, 33, 3), dtype=np.float32),
        pose_vis=np.ones((rows, 33), np.float32),
        pose_presence=np.ones((rows, 33), np.float32),
        pose_status=np.ones(rows, np.uint8),
        **one_person_in_a_dull_picture(rows),
        left=hand(True),
        right=hand(False),
    )  # fmt: skip


def say(start: float, end: float, text: str, speaker: str = "expert") -> Utterance:
    return Utterance(start_s=start, end_s=end, text=text, speaker=speaker)


def make_part(session: str = "ses-a", expert: str = "exp-a", synthetic: bool = False) -> Part:
    return Part(
        session=Session(
            id=session, number=1, procedure="pump", expert=expert,
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
            recordings=(
                Recording(
                    id="r1", session=session, offset_s=OFFSET_S, original="o", container="mp4",
                    duration_s=40, has_video=True, has_audio=True,
                ),
                Recording(
                    id="r9", session=session, role="answer", offset_s=None, original="o",
                    container="mp4", duration_s=9, has_video=True, has_audio=True,
                ),
            ),
        ),
        procedure=Procedure(
            id="pump", version=2, title="펌프 조립", language="ko",
            steps=(Step(id="s1", title="플랜지를 닦는다"), Step(id="s2", title="볼트를 조인다")),
        ),
        timeline=Timeline(
            session=session,
            duration_s=40,
            utterances=(
                say(1, 3, "기름을 닦아요"),
                say(8, 9, "이제 볼트를 조여요"),
                say(12, 13, "엇갈리게 조여요"),
                say(15, 16, "점심 먹자", "bystander"),
            ),
            segments=(
                Segment(id="g1", recording="r1", start_s=0, end_s=10, step_id="s1", confidence=0.9),
                Segment(
                    id="g2", recording="r1", start_s=10, end_s=20, step_id="s2", confidence=0.7,
                    cited=(Cited(start_s=8, end_s=9, text="이제 볼트를", score=0.8),),
                ),
                Segment(
                    id="g3", recording="r1", start_s=20, end_s=30, step_id=None, confidence=0.4
                ),
                Segment(
                    id="g4", recording="r1", start_s=5, end_s=6, step_id="s1", confidence=0.1,
                    status="rejected",
                ),
                Segment(id="g5", recording="r9", start_s=1, end_s=2, step_id="s1", confidence=0.8),
            ),
        ),
        consent=Consent(
            purposes=frozenset({Purpose.TRAIN, Purpose.SHARE}), licence="CC-BY-4.0",
            rights_holder="한국 공장", protection_class=ProtectionClass.INTERNAL,
            synthetic=synthetic,
        ),
        recording="r1",
        artifact="art-1",
        track=track,
    )  # fmt: skip


def make_bundle(*parts: Part, name: str = "first") -> Bundle:
    return Bundle(
        name=name,
        parts=parts,
        records=collect(parts),
        created_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        provenance=Provenance("sonmat 0.1.0", (("whisper-base", "ab" * 32),), "sonmat-split-1"),
        encoder=by_letters(),
    )


def held_out(made: Bundle, expert: str) -> Bundle:
    """The same with one person held out. Of two people nobody is, unless the site placed them so
    when there were more."""
    records = tuple(
        one.model_copy(update={"split": "test"}) if one.expert == expert else one
        for one in made.records
    )
    return replace(made, records=records, splits={one.expert: one.split for one in records})


@dataclass(frozen=True)
class Make:
    """What tests build bundles from."""

    part = staticmethod(make_part)
    bundle = staticmethod(make_bundle)
    track = staticmethod(track)
    say = staticmethod(say)
    replace = staticmethod(replace)


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def bundle() -> Bundle:
    return make_bundle(make_part("ses-a", "exp-a"), make_part("ses-b", "exp-b"))
