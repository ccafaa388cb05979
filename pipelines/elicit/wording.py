"""Why a moment is worth asking about, in plain Korean and English: a sentence for each code.

Gaps in braces are filled from ``Found.filled``. No sentence says how well somebody works, and only
those about one person's own takes say how long something took.
"""

from __future__ import annotations

from collections.abc import Mapping

from data_schemas.timeline import MomentKind

# Each code: English, Korean.
REASONS: dict[str, tuple[str, str]] = {
    "no_words_at_work": (
        "The hands are at work for {seconds} s, and nobody says a word about it.",
        "{seconds}초 동안 손은 일하는데 아무 말도 나오지 않습니다.",
    ),
    "no_words_by_arms": (
        "The arms are at work for {seconds} s, and nobody says a word about it.",
        "{seconds}초 동안 팔은 일하는데 아무 말도 나오지 않습니다.",
    ),
    "no_words_in_a_step": (
        "Nothing is said for {seconds} s while a step is being done.",
        "단계를 하는 중에 {seconds}초 동안 아무 말도 나오지 않습니다.",
    ),
    "no_words_with_sound": (
        "The sound of the work changes, and nobody says a word for {seconds} s.",
        "작업 소리가 달라지는데 {seconds}초 동안 아무 말도 나오지 않습니다.",
    ),
    "pause": (
        "The hands rest for {seconds} s in the middle of the work.",
        "작업하다가 손이 {seconds}초 동안 멈춥니다.",
    ),
    "regrip": (
        "A hand lets go and takes hold again in the same place.",
        "손을 놓았다가 같은 자리를 다시 잡습니다.",
    ),
    "inspection": (
        "The hands rest while the head bends over the work to look.",
        "손을 멈추고 고개를 숙여 작업한 곳을 들여다봅니다.",
    ),
    "hesitation": (
        "A hand goes towards the work, comes back and goes there again.",
        "손이 다가갔다가 물러나고 다시 다가갑니다.",
    ),
    "vague_amount": (
        "How much is left open: “{words}”.",
        "“{words}” — 얼마나인지는 말하지 않았습니다.",
    ),
    "vague_until": (
        "When it is enough is left open: “{words}”.",
        "“{words}” — 언제 됐는지는 말하지 않았습니다.",
    ),
    "vague_feel": (
        "It goes by feel, and what is felt is left open: “{words}”.",
        "“{words}” — 무엇을 느끼는지는 말하지 않았습니다.",
    ),
    "hazard": (
        "A danger is spoken of: “{words}”.",
        "위험한 점을 말했습니다: “{words}”.",
    ),
    "longer": (
        "This step took {times} times as long as in another take of your own.",
        "본인의 다른 작업 기록보다 이 단계가 {times}배 걸렸습니다.",
    ),
    "otherwise": (
        "This was done otherwise than in another take of your own.",
        "본인의 다른 작업 기록과 다르게 했습니다.",
    ),
    "other_expert": (
        "Somebody else does this step differently.",
        "다른 분은 이 단계를 다르게 합니다.",
    ),
    "skipped": (
        "A step that is written was not seen: “{step}”.",
        "절차에 있는 “{step}” 단계가 보이지 않습니다.",
    ),
    "swapped": (
        "“{step}” and “{other}” were done in another order than written.",
        "“{step}”, “{other}” 두 단계를 적힌 순서와 다르게 했습니다.",
    ),
    "marker": (
        "Somebody set a marker here while recording.",
        "녹화하면서 여기에 표시를 남겼습니다.",
    ),
}

# What a moment of a kind fills into its question beside ``clock`` and ``step``, the written title,
# "" for work outside of the steps.
GAPS: dict[MomentKind, tuple[str, ...]] = {
    "vague_words": ("words",),
    "spoken_hazard": ("words",),
    "swapped_step": ("other",),
}


def reason(code: str, filled: Mapping[str, str]) -> tuple[str, str]:
    """The sentence in English and in Korean. KeyError for a gap that nothing fills."""
    english, korean = REASONS[code]
    return english.format(**filled), korean.format(**filled)


def clock(seconds: float) -> str:
    """Minutes and seconds as a player shows them: 0:07, 61:05."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
