"""The plain words for people, one table: what a thing is called in English and in Korean.

The catalogues are tested against it. Words of the workshop (``WORKSHOP``) stay inside the panel
of expert details, which shows them as they are in the data and is not translated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """``noun`` is its name in the code."""

    noun: str
    en: str
    ko: str


WORDS: tuple[Word, ...] = (
    Word("procedure", "procedure", "작업 절차"),
    Word("session", "work session", "작업 기록"),
    Word("segment", "step section", "단계 구간"),
    Word("moment", "moment to ask about", "물어볼 장면"),
    Word("probe", "question card", "질문 카드"),
    Word("knowledge unit", "know-how card", "노하우 카드"),
    Word("say-do gap", "done without a word", "말없이 한 동작"),
    Word("coverage", "asked and still open", "물어본 것과 남은 것"),
    Word("release", "dataset release", "데이터 배포본"),
    Word("gate", "release check", "반출 심사"),
    Word("withdraw", "withdraw consent", "동의 철회"),
    Word("trainer", "AI developer", "AI 개발자"),
    Word("glossary", "glossary", "용어집"),
    Word("microphone", "microphone", "마이크"),
)

WORKSHOP: tuple[str, ...] = (
    "artifact", "vault", "stage", "fingerprint", "ingest", "quarantine", "pipeline", "embedding",
    "iou", "ndcg", "mrr", "f1", "recall@", "precision", "hmac", "sha256",
    "아티팩트", "볼트", "스테이지", "핑거프린트", "인제스트", "격리 구역", "파이프라인", "임베딩",
)  # fmt: skip
