"""A whole recording: gate, windows, listening, belief; in parts that are kept as they are made.

The recording is read twice from its start (to find speech, then to cut windows), so an hour takes
as little memory as a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from pydantic import JsonValue

from data_schemas.clock import Interval
from data_schemas.session import Microphones
from data_schemas.transcript import (
    AudioQuality,
    Speaker,
    Transcript,
    TranscriptPart,
    Utterance,
)
from pipelines.quantities import quantities
from pipelines.transcribe.believe import believe, not_understood, unheard
from pipelines.transcribe.engine import Engine, Sound, engine
from pipelines.transcribe.gate import FRAME_S, Frames, GateOptions, frames_of, speech_of
from pipelines.transcribe.glossary import Terms
from pipelines.transcribe.language import spoken_language
from pipelines.transcribe.listen import Listening, listen, with_terms, wordless
from pipelines.transcribe.quality import quality_of
from pipelines.transcribe.speakers import MONO, Track, tracks
from pipelines.transcribe.windows import Window, cut, plan, regions

# Below the noise of any microphone that is switched on: about -70 dBFS.
_SILENT = 3e-4
_MIN_SILENCE_S = 2.0

Progress = Callable[[float], None]
Keep = Callable[[dict[str, JsonValue], Callable[[], TranscriptPart]], TranscriptPart]


class Recording(Protocol):
    """What is listened to: its sound from the start, as often as it is asked for."""

    def sound(self, rate: int = ..., channel: int | None = ...) -> Iterator[Sound]: ...


@dataclass(frozen=True)
class Options:
    """``language`` None means: find out. ``model`` is a name of the manifest or a path.

    ``windows_a_part`` are decoded between two things kept, more where the engine takes more at
    once. ``terms`` is the glossary. ``voice``: where only the expert speaks; given only with their
    consent.
    """

    language: str | None = None
    engine: str = "openai-whisper"
    model: str = "whisper-base"
    beam: int = 5
    windows_a_part: int = 4
    microphones: Microphones = "shared"
    voice: Interval | None = None
    terms: Terms = field(default_factory=Terms)
    gate: GateOptions = field(default_factory=GateOptions)

    def params(self) -> dict[str, JsonValue]:
        """What decides the result, for its recipe, beside the site's and the session's choices."""
        return {"beam": self.beam, "gate": {**self.gate.__dict__}}


@dataclass(frozen=True)
class _Job:
    """What stays the same from window to window."""

    recording: Recording
    engine: Engine
    options: Options
    language: str
    keep: Keep
    report: Progress


def transcribe(
    recording: Recording,
    options: Options = Options(),
    progress: Progress | None = None,
    keep: Keep = lambda _label, make: make(),
) -> Transcript:
    """What is said in ``recording``, on its own clock.

    ``keep`` is asked for each part under a label: it makes the part, or knows it already.
    ``progress`` is told the share done and may raise to stop. ``ModelError`` without weights.
    """
    report = progress or (lambda _share: None)
    report(0.0)
    heard, notes = _tracks(recording, options)
    whole = heard[0].frames
    speech = [speech_of(track.frames, options.gate) for track in heard]
    together = sorted((part for parts in speech for part in parts), key=_start)
    if not together:
        return _empty(whole, options, notes)
    spoken = engine(options.engine, options.model)
    language = options.language or spoken_language(recording, spoken, plan(speech[0] or together))
    job = _Job(recording, spoken, options, language, keep, report)
    quality = quality_of(_mixed(heard), together, language)
    parts = [
        part
        for number, (track, of_track) in enumerate(zip(heard, speech, strict=True))
        for part in _parts(job, track, of_track, quality, (number, len(heard)))
    ]
    report(1.0)
    return _transcript(job, parts, quality, notes, whole)


def _tracks(recording: Recording, options: Options) -> tuple[tuple[Track, ...], tuple[str, ...]]:
    """One track a microphone; everything mixed where they are shared or sound alike."""
    notes: tuple[str, ...] = ()
    if options.microphones != "shared":
        if getattr(getattr(recording, "info", None), "channels", 2) == 2:
            left, right = (frames_of(recording.sound(channel=number)) for number in (0, 1))
            found, why = tracks(left, right, options.microphones)
            if found:
                return found, ()
        else:
            why = MONO
        notes = (why,) if why else ()
    return (Track("unsure", None, frames_of(recording.sound())),), notes


def _parts(
    job: _Job,
    track: Track,
    speech: Sequence[Interval],
    quality: AudioQuality,
    turn: tuple[int, int],
) -> Iterator[TranscriptPart]:
    """The windows of one track, some at a time; what is known is not decoded again."""
    windows = plan(speech)
    sounds = cut(job.recording.sound(channel=track.channel), windows)
    size = max(job.options.windows_a_part, job.engine.batch)
    total = max(sum(window.length_s for window in windows), 1e-6)
    done = 0.0
    how = Listening(job.language, speech, job.options.beam, job.options.terms, quality.snr_db)
    for first in range(0, len(windows), size):
        group = windows[first : first + size]
        pieces = [next(sounds) for _ in group]
        tell = partial(_tell, job.report, turn, (done, total))
        yield job.keep(
            _label(turn[0], first, size),
            partial(_part, job, track.speaker, tuple(zip(group, pieces, strict=True)), how, tell),
        )
        length_s = sum(window.length_s for window in group)
        tell(length_s)
        done += length_s


def _label(track: int, first: int, size: int) -> dict[str, JsonValue]:
    """What a part is known by. Machines with another batch cut other parts, which are not these."""
    usual = size == Options.windows_a_part
    return {"track": track, "first": first, **({} if usual else {"windows": size})}


def _tell(
    report: Progress, turn: tuple[int, int], before: tuple[float, float], more_s: float
) -> None:
    """The share done: ``before`` are the seconds of this track so far, and all of them."""
    done_s, total_s = before
    report((turn[0] + min(1.0, (done_s + more_s) / total_s)) / turn[1])


def _part(
    job: _Job,
    speaker: Speaker,
    group: tuple[tuple[Window, Sound], ...],
    how: Listening,
    tell: Progress,
) -> TranscriptPart:
    made, at_s = TranscriptPart(), 0.0
    for first in range(0, len(group), job.engine.batch):
        some = group[first : first + job.engine.batch]
        asked = partial(tell, at_s)
        asked()  # whoever wants to stop is asked before each window, or several of them
        jobs = [partial(_window, job, window, sound, how) for window, sound in some]
        for part in job.engine.together(jobs, asked):
            made = _joined(made, part)
        at_s += sum(window.length_s for window, _ in some)
    return _spoken_by(speaker, made)


def _window(job: _Job, window: Window, sound: Sound, how: Listening) -> TranscriptPart:
    placed = listen(job.engine, window, sound, how)
    placed, variants = with_terms(job.engine, window, sound, placed, how)
    kept, dropped = believe(placed, how.speech, how.snr_db)
    dropped += not_understood(wordless(regions(window, how.speech).spans, (*kept, *dropped)))
    return TranscriptPart(utterances=tuple(kept), dropped=tuple(dropped), variants=tuple(variants))


def _joined(one: TranscriptPart, other: TranscriptPart) -> TranscriptPart:
    return TranscriptPart(
        utterances=one.utterances + other.utterances,
        dropped=one.dropped + other.dropped,
        variants=one.variants + other.variants,
    )


def _spoken_by(speaker: Speaker, part: TranscriptPart) -> TranscriptPart:
    named = tuple(u.model_copy(update={"speaker": speaker}) for u in part.utterances)
    return part.model_copy(update={"utterances": named})


def _mixed(heard: Sequence[Track]) -> Frames:
    """The track with more speech stands for how well the recording can be heard."""
    return max((track.frames for track in heard), key=lambda frames: float(frames.speech.sum()))


def _empty(whole: Frames, options: Options, notes: tuple[str, ...]) -> Transcript:
    dropped = unheard((), (), _silences(whole), whole.duration_s)
    return Transcript(
        language=options.language or "",
        engine="none",
        dropped=tuple(dropped),
        notes=notes,
        quality=quality_of(whole, (), options.language or "") if whole.samples else None,
    )


def _transcript(
    job: _Job,
    parts: Sequence[TranscriptPart],
    quality: AudioQuality,
    notes: tuple[str, ...],
    whole: Frames,
) -> Transcript:
    said: Sequence[Utterance] = sorted((u for part in parts for u in part.utterances), key=_start)
    if job.options.voice is not None:
        from pipelines.transcribe.voices import named

        said = named(job.recording, said, job.options.voice)
    dropped = [d for part in parts for d in part.dropped]
    dropped += unheard(said, dropped, _silences(whole), whole.duration_s)
    other = _other_language(said, job.language)
    return Transcript(
        language=job.language,
        utterances=tuple(u.model_copy(update={"quantities": quantities(u.words)}) for u in said),
        dropped=tuple(sorted(dropped, key=_start)),
        engine=job.engine.label,
        model_digest=_digest(job.options.model),
        options=_told(job.options),
        quality=quality,
        variants=tuple(sorted((v for part in parts for v in part.variants), key=_start)),
        notes=(*notes, *other),
    )


def _other_language(said: Sequence[Utterance], language: str) -> tuple[str, ...]:
    """A sentence where most was spoken in another language than the one that was named."""
    total = sum(u.length_s for u in said)
    other = sum(u.length_s for u in said if u.language and u.language != language)
    if total > 0 and other > 0.5 * total:
        return (OTHER_LANGUAGE,)
    return ()


OTHER_LANGUAGE = "Most of this was spoken in another language than the one named for it."


def _silences(frames: Frames) -> list[Interval]:
    """Stretches of at least 2 s without any signal."""
    found, start = [], None
    for number, silent in enumerate([*(frames.level < _SILENT), False]):
        if silent and start is None:
            start = number
        elif not silent and start is not None:
            if (number - start) * FRAME_S >= _MIN_SILENCE_S or number - start == len(frames.level):
                end = min(number * FRAME_S, frames.duration_s)
                found.append(Interval(start_s=start * FRAME_S, end_s=max(end, start * FRAME_S)))
            start = None
    return found


def _digest(model: str) -> str:
    from pipelines.weights import weights_digest

    return weights_digest(model)


def _told(options: Options) -> dict[str, str]:
    """How it was made, for people; a path of this machine is nobody's business."""
    return {
        "language": options.language or "auto",
        "model": options.model.rsplit("/", 1)[-1],
        "beam": str(options.beam),
        "microphones": options.microphones,
        "terms": str(len(options.terms.terms)),
        "gate": str(options.gate.threshold),
    }


def _start(part: Interval) -> float:
    return part.start_s
