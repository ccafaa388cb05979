"""What was said, with times on the recording's clock, and what was dropped, with the reason."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from data_schemas.clock import Interval
from data_schemas.value import Probability, Value

Speaker = Literal["expert", "interviewer", "bystander", "unsure"]


class Word(Interval):
    text: str
    confidence: Probability = 1.0


class Quantity(Interval):
    """A spoken number with its unit, beside the words that said it: 사십 암페어 is 40 A.

    ``unit`` is a symbol (``mm``, ``A``, ``N·m``), "" for a number alone.
    """

    text: str
    value: float
    unit: str = ""


class Utterance(Interval):
    """``language`` is what was heard, "" where nobody looked.

    ``recording`` is on whose clock it lies where that of several is told: on a time line. There it
    has an ``id``, by which people's entries name it, and an ``origin``: whose words these are.
    """

    id: str = ""
    text: str
    confidence: Probability = 1.0
    speaker: Speaker = "unsure"
    language: str = ""
    words: tuple[Word, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    recording: str = ""
    origin: Literal["machine", "person"] = "machine"


class Dropped(Interval):
    """A stretch whose text, if any, was not believed; ``reason`` is a sentence."""

    reason: str
    text: str = ""


class Variant(Interval):
    """Where hearing with the glossary in mind gave other words; ``used`` says which ones stand."""

    plain: str
    with_glossary: str
    used: Literal["plain", "with_glossary"]
    terms: tuple[str, ...] = ()


class AudioQuality(Value):
    """How well a recording can be heard. Levels in dB under full scale, shares 0..1.

    ``snr_db`` is speech against what is heard in the pauses, None where there is no speech or
    no pause. ``reasons`` are sentences.
    """

    level_db: float
    noise_db: float | None = None
    snr_db: float | None = None
    clipped: Probability = 0.0
    speech_share: Probability = 0.0
    verdict: Literal["good", "needs_review", "re_record"] = "good"
    reasons: tuple[str, ...] = ()


class TranscriptPart(Value):
    """Some minutes of a transcript, kept as soon as they are made so that a crash loses none."""

    utterances: tuple[Utterance, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    variants: tuple[Variant, ...] = ()


class Transcript(Value):
    """``engine`` is ``import`` for text that a person brought; then there is no model digest.

    ``notes`` are sentences about the transcript as a whole.
    """

    language: str
    utterances: tuple[Utterance, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    engine: str
    model_digest: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    quality: AudioQuality | None = None
    variants: tuple[Variant, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(u.text.strip() for u in self.utterances)

    @property
    def word_count(self) -> int:
        return sum(len(u.words) or len(u.text.split()) for u in self.utterances)


class Told(Value):
    """What is listened to of one take: the transcript at ``position`` of the session's.

    ``start_s`` is where the take begins when all takes are put end to end.
    """

    position: int
    transcript: Transcript
    start_s: float
    duration_s: float

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s


def listened(transcripts: tuple[Transcript, ...]) -> tuple[int, Transcript]:
    """Which of a take's recordings is listened to: the first one with any words.

    Several cameras hear the same voice; their words are not counted twice.
    """
    for position, transcript in enumerate(transcripts):
        if transcript.utterances:
            return position, transcript
    return 0, transcripts[0]


def told(
    transcripts: tuple[Transcript, ...], takes: Sequence[tuple[int, float]]
) -> tuple[Told, ...]:
    """What is listened to, take by take. ``takes``: (take, seconds) of each transcript's recording.

    Takes are put end to end, so that a break between them is no time in which a step may lie.
    """
    found: list[Told] = []
    for take in sorted({number for number, _ in takes}):
        places = [n for n, (number, _) in enumerate(takes) if number == take]
        chosen, transcript = listened(tuple(transcripts[n] for n in places))
        found.append(
            Told(
                position=places[chosen],
                transcript=transcript,
                start_s=found[-1].end_s if found else 0.0,
                duration_s=takes[places[chosen]][1],
            )
        )
    return tuple(found)


def silenced(utterance: Utterance, cut: Interval) -> Utterance:
    """The utterance without the words inside ``cut``; without word times it goes whole."""
    if utterance.overlap_s(cut) == 0:
        return utterance
    kept = tuple(word for word in utterance.words if word.overlap_s(cut) == 0)
    text = " ".join(word.text.strip() for word in kept)
    said = tuple(one for one in utterance.quantities if one.overlap_s(cut) == 0)
    return utterance.model_copy(update={"words": kept, "text": text, "quantities": said})


def without(transcript: Transcript, cuts: Iterable[Interval]) -> Transcript:
    """The transcript without any word inside ``cuts``, also of what was not believed."""
    for cut in cuts:
        said = (silenced(one, cut) for one in transcript.utterances)
        transcript = transcript.model_copy(
            update={
                "utterances": tuple(one for one in said if one.text),
                "dropped": tuple(one for one in transcript.dropped if not _meets(one, cut)),
                "variants": tuple(one for one in transcript.variants if not _meets(one, cut)),
            }
        )
    return transcript


def _meets(one: Interval, cut: Interval) -> bool:
    return one.overlap_s(cut) > 0 or cut.contains(one.start_s)
