"""What the words of the trade win, and whether they cost a word that was heard without them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from benchmarks.transcribe.noise import noisy
from benchmarks.transcribe.speech import Speech
from benchmarks.transcribe.systems import MODEL, Samples
from data_schemas.procedure import GlossaryTerm
from pipelines.transcribe.glossary import Terms
from pipelines.transcribe.transcriber import Options, transcribe

# Terms of the subject, in the words of its own documentation, readings as they are said; and as
# many of another trade, which must change nothing.
SUBJECT: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "ko": (
        ("Microsoft", ("마이크로소프트",)), ("콜 센터", ()), ("엔드포인트", ()), ("끝점", ()),
        ("배포", ()), ("도메인", ()), ("마법사", ()), ("포털", ()), ("사용자 지정 음성", ()),
    ),
    "en": (
        ("Custom Speech", ()), ("endpoints", ()), ("deployment", ()), ("Speech-to-text", ()),
        ("call centers", ()), ("domain", ()), ("baseline", ()),
    ),
}  # fmt: skip
TOOLS = ("flange", "gasket", "torque", "burr", "bevel", "shim", "spindle", "chuck")
PARTS = ("wrench", "gauge", "seat", "face", "pin")
ANOTHER = (
    *(f"{tool} {part}" for tool in TOOLS for part in PARTS),
    *("플랜지", "가스켓", "토크 렌치", "스핀들", "척", "버니어 캘리퍼스", "용접봉", "백비드"),
)


ENGINES = ("openai-whisper", "faster-whisper")


def measure(speech: Speech, smoke: bool) -> dict[str, Any]:
    rows = []
    for engine in ENGINES[-1:] if smoke else ENGINES:
        for level in (None,) if smoke else (None, 10.0):
            for row in speech.some(smoke):
                rows.append(
                    {"engine": engine, "level_db": level, **_one(speech, row, engine, level)}
                )
    lost = sum(row["lost"] for row in rows)
    return {"reference_words_lost": lost, "rows": rows}


def _one(speech: Speech, row: dict[str, str], engine: str, level: float | None) -> dict[str, Any]:
    language = row["language"]
    sound = noisy(speech.sound(row["file"]), level)
    own = tuple(GlossaryTerm(term=t, readings=r) for t, r in SUBJECT[language])
    other = tuple(GlossaryTerm(term=t) for t in ANOTHER)
    texts = {}
    changed = 0
    for name, terms in (("plain", ()), ("glossary", own + other)):
        options = Options(language=language, engine=engine, model=MODEL, terms=Terms(terms))
        made = transcribe(Samples(sound), options)
        texts[name] = made.text
        changed = sum(v.used == "with_glossary" for v in made.variants)
    rates = {name: speech.errors([row], {row["file"]: text}) for name, text in texts.items()}
    return {
        "file": row["file"],
        "plain": rates["plain"].get(language),
        "with_glossary": rates["glossary"].get(language),
        "places_changed": changed,
        "lost": _lost(speech, row, texts),
    }


def _lost(speech: Speech, row: dict[str, str], texts: dict[str, str]) -> int:
    """Words of the reference that the plain pass had and the one with the glossary has not.

    A word counts as there when its letters stand in the text, spaces aside.
    """
    letters = {n: "".join(speech.scorer.normalise(t, row["language"])) for n, t in texts.items()}
    words = Counter(
        "".join(speech.scorer.normalise(word, row["language"])) for word in row["reference"].split()
    )
    return sum(
        max(0, min(count, letters["plain"].count(word)) - letters["glossary"].count(word))
        for word, count in words.items()
        if word
    )
