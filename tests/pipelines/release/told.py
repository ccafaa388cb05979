"""Know-how cards and questions for tests of what is made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from data_schemas.clock import Span
from data_schemas.knowledge import Cue, Evidence, KnowledgeUnit, Parameter, Touch
from data_schemas.rights import ProtectionClass
from data_schemas.timeline import Question
from pipelines.release.bundle import Part
from pipelines.release.told import Inquiry
from tests.pipelines.release.conftest import make_part

AT = datetime(2026, 11, 2, tzinfo=UTC)
WHY = Question(en="Why twice?", ko="왜 두 번이에요?")


def seconds(start_s: float, end_s: float, recording: str = "r1") -> Evidence:
    track = "video" if recording == "r1" else "audio"
    return Evidence(recording=recording, start_s=start_s, end_s=end_s, track=track)


def unit(name: str = "unit-1", **more: Any) -> KnowledgeUnit:
    fields: dict[str, Any] = {
        "id": name, "session": "ses-a", "expert": "exp-a", "step_id": "s1", "kind": "cue",
        "text": "손에 기름이 안 묻을 때까지 닦아요", "text_en": "Wipe until no oil comes off",
        "language": "ko", "origin": "cued_replay", "status": "expert_confirmed",
        "confirmed_by": "Choi Signed", "evidence": (seconds(1, 3), seconds(0.5, 2, "r9")),
        "cues": (
            Cue(
                modality="touch", description="기름기", normal="뽀득하다", abnormal="미끄럽다",
                threshold=Parameter(text="두 번", value=2, unit="times"),
                evidence=(seconds(2, 3),),
            ),
        ),
        "protection_class": ProtectionClass.INTERNAL,
        "created": Touch(by="account-7", at=AT), "moment": "mom-1",
    }  # fmt: skip
    return KnowledgeUnit.model_validate({**fields, **more})


def asked(target: str = "mom-1", **more: Any) -> Inquiry:
    plain = Inquiry(
        target=target, question=WHY, outcome="answered", step_id="s1", kind="regrip",
        span=Span(recording="r1", start_s=1, end_s=4), units=("unit-1",),
    )  # fmt: skip
    return replace(plain, **more)


def told_part(*cards: KnowledgeUnit, inquiries: tuple[Inquiry, ...] = (), **more: Any) -> Part:
    return replace(make_part(), cards=cards, inquiries=inquiries, **more)
