"""Short recordings to read steps out of, and an encoder that needs no weights."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from data_schemas.transcript import Speaker, Utterance
from pipelines.propose import Heard
from pipelines.text import subwords

DIMENSIONS = 2048
KOREAN = (
    (1.0, "오늘은 맹플랜지 다는 걸 보여 드릴게요."),
    (9.0, "먼저 걸레로 쇠 면을 닦아요. 찌꺼기가 하나도 안 남을 때까지."),
    (30.0, "그다음에 새 가스켓을 올립니다. 기름을 바르면 미끄러지거든요."),
    (52.0, "그나저나 우리 손자가 일요일에 왔다 갔어요."),
    (60.0, "이제 뚜껑을 얹고, 볼트 구멍을 맞춰요."),
    (80.0, "마지막으로 렌치로 볼트를 조여요. 절대 빙 돌아가면서 조이지 마세요."),
)
ENGLISH = (
    (1.0, "I will show you how a blind flange goes on."),
    (9.0, "First I wipe the metal with the rag, because dirt makes it leak."),
    (30.0, "Next, you want to put the new gasket on top. Make sure it is dry."),
    (52.0, "My grandson was here on Sunday, by the way."),
    (60.0, "Now put the lid on and line up the holes."),
    (80.0, "Finally we tighten the bolts with the wrench. Never go round in a circle."),
)


def embed(texts: list[str]) -> NDArray[np.float32]:
    """Sub-words counted in a table: alike where words are shared, the same every time."""
    out = np.full((len(texts), DIMENSIONS), 0.01)
    for row, text in zip(out, texts, strict=True):
        for piece in subwords(text):
            row[zlib.crc32(piece.encode()) % DIMENSIONS] += 1.0
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True), np.float32)


def heard(
    lines: tuple[tuple[float, str], ...], name: str = "rec-1", speaker: Speaker = "expert"
) -> Heard:
    said = tuple(
        Utterance(start_s=at, end_s=at + 4.0, text=text, speaker=speaker) for at, text in lines
    )
    return Heard(
        recording=name, duration_s=max([at for at, _ in lines], default=0.0) + 20.0, utterances=said
    )
