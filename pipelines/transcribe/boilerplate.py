"""Phrases that Whisper learnt from subtitles and writes where it hears nothing.

Collected from what users report (openai/whisper discussions 679 and 928, faster-whisper issues).
Nobody says those of ``NEVER`` at a workbench; those of ``SELDOM`` are said, so they are dropped
only where the model itself doubts that anybody spoke.
"""

from __future__ import annotations

import re

_SPACES = re.compile(r"[\W_]+")

NEVER: tuple[str, ...] = (
    "시청해주셔서감사합니다", "시청해주신여러분감사합니다", "끝까지시청해주셔서감사합니다",
    "구독과좋아요부탁드립니다", "구독좋아요알림설정", "다음영상에서만나요",
    "다음영상에서뵙겠습니다",
    "자막제공", "자막by", "한글자막by", "영상편집및자막", "mbc뉴스", "kbs뉴스", "sbs뉴스",
    "이덕영입니다", "배달의민족", "광고를포함하고있습니다", "유료광고를포함",
    "thanksforwatching", "thankyouforwatching", "pleasesubscribe", "likeandsubscribe",
    "dontforgettosubscribe", "subscribetomychannel", "seeyouinthenextvideo",
    "subtitlesbytheamaraorgcommunity", "subtitlesby", "captionsby", "transcribedby",
    "wwwmooji", "copyrightaustralianbroadcasting", "beadaholique",
)  # fmt: skip
SELDOM: frozenset[str] = frozenset(
    {
        "you", "thankyou", "thanks", "bye", "byebye", "so", "oh", "okay", "music", "applause",
        "감사합니다", "고맙습니다", "안녕하세요", "안녕히계세요", "네", "아", "음악", "박수",
    }
)  # fmt: skip
_LONGEST_AROUND = 14
_DOUBTED, _SURE = 0.3, 0.45


def is_boilerplate(text: str, no_speech: float, confidence: float) -> bool:
    """Whether ``text`` is such a phrase and nothing else; ``SELDOM`` only where it is doubted."""
    plain = _SPACES.sub("", text.casefold())
    if not plain:
        return True  # notes, dashes and dots
    if any(p in plain and len(plain) - len(p) <= _LONGEST_AROUND for p in NEVER):
        return True
    return plain in SELDOM and (no_speech > _DOUBTED or confidence < _SURE)
