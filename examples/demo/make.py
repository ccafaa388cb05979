"""One take, made: sound, pictures, joints, truth and the Korean words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import sound, timeline, video, voice
from .bake import bake
from .body import Body, Pixels
from .compose import compose, texts
from .joints import Joints
from .paths import DemoError, atomic
from .performance import Performance
from .timeline import Take
from .variation import Variation

if TYPE_CHECKING:
    from .scene import Scene

VERSION = 1  # another number whenever the same seed would make another take
SMALL, LARGE = (640, 360), (1280, 720)
LEVEL_FPS = 50.0


@dataclass(frozen=True)
class Options:
    """What to write and how large; ``seconds`` stops early."""

    fps: int = 15
    size: tuple[int, int] = SMALL
    seconds: float | None = None
    picture: bool = True
    joints: bool = True


def plan(v: Variation, options: Options) -> tuple[Take, sound.Track]:
    """The take and its sound; speaks what has not been spoken before."""
    beats = compose(v)
    said = voice.narrate(texts(beats), v.person)
    lengths = {key: len(wave) / voice.RATE for key, wave in said.items()}
    take = timeline.build(v, beats, options.fps, lengths)
    if options.seconds is not None:
        timeline.clip(take, options.seconds)
    return take, sound.mix(take, said)


def make(v: Variation, out: Path, options: Options) -> dict[str, Any]:
    """Write one take into ``out``; returns its truth.

    Always ``truth.json`` and ``ko.json``; ``joints.parquet`` if asked for; with pictures
    ``recording.mp4``, without them ``speech.wav``. A second camera adds ``recording-2.mp4``
    and ``joints-2.parquet``. Raises DemoError, with nothing written, when the voice, the
    figure or EGL is missing.
    """
    take, track = plan(v, options)
    truth = take.truth
    truth |= {"version": VERSION, "size": list(options.size)}
    truth["cameras"] = _cameras(v, options)
    show = (
        Performance(take, Body(bake(take.sliders))) if options.joints or options.picture else None
    )
    scene = _scene(show, options, track) if show and options.picture else None
    out.mkdir(parents=True, exist_ok=True)
    if show:
        for camera in truth["cameras"]:
            camera["outside"] = _record(show, scene, camera, track, out, options)
    if scene:
        scene.close()
    else:
        voice.write_wav(out / "speech.wav", track.channels)
    _json(out / "ko.json", {"language": "ko", "utterances": take.korean})
    _json(out / "truth.json", truth)
    return truth


def _cameras(v: Variation, options: Options) -> list[dict[str, Any]]:
    """One row a camera; its recording begins ``offset_s`` after the first one's."""
    names = [(v.camera, "", 0.0)]
    if v.second_camera:
        names.append((v.second_camera, "-2", v.second_offset_s))
    rows = []
    for name, suffix, offset in names:
        file = f"recording{suffix}.mp4" if options.picture else None
        joints = f"joints{suffix}.parquet" if options.joints else None
        rows.append({"name": name, "file": file, "joints": joints, "offset_s": offset})
    return rows


def _scene(show: Performance, options: Options, track: sound.Track) -> "Scene":
    """The scene; imported late, so that a take without pictures needs no renderer."""
    try:
        from .scene import Scene
    except ImportError as error:
        raise DemoError("The demo's picture needs moderngl: pip install 'sonmat[demo]'.") from error
    levels = voice.loudness(track.voice, LEVEL_FPS)

    def level(t: float) -> float:
        return float(levels[int(np.clip(t * LEVEL_FPS, 0, len(levels) - 1))])

    return Scene(show, options.size, level)


def _record(
    show: Performance,
    scene: "Scene | None",
    camera: dict[str, Any],
    track: sound.Track,
    out: Path,
    options: Options,
) -> list[dict[str, Any]]:
    """Write one camera's recording and joints; returns when hands are out of its picture."""
    joints, fps, offset = Joints(), options.fps, camera["offset_s"]
    count = round(show.take.truth["duration_s"] * fps)
    times = [i / fps + offset for i in range(count)]
    if scene:
        frames = _frames(scene, camera["name"], times, joints)
        heard = _shifted(track.channels, offset)
        video.write(out / camera["file"], frames, fps, options.size, heard)
    else:
        for t in times:
            posed = show.pose(t)
            seen = show.view(camera["name"], options.size, posed, t)
            joints.add(show.joints(posed), seen, None)
    if camera["joints"]:
        about = {"seed": show.take.variation.seed, "fps": fps, "camera": camera["name"]}
        joints.write(out / camera["joints"], about)
    return joints.outside(fps)


def _frames(scene: "Scene", camera: str, times: list[float], joints: Joints) -> Iterator[Pixels]:
    for t in times:
        shot = scene.shot(t)
        seen = scene.view(camera, shot)
        joints.add(scene.show.joints(shot.posed), seen, scene.distances(shot, seen))
        yield scene.frame(shot, seen)


def _shifted(channels: voice.Sound, offset: float) -> voice.Sound:
    """The sound as a recorder hears it that starts ``offset`` s later (earlier: below 0)."""
    skip = round(offset * voice.RATE)
    count = channels.shape[1]
    if skip >= 0:
        return np.pad(channels[:, skip:], ((0, 0), (0, min(skip, count))))
    return np.pad(channels, ((0, 0), (-skip, 0)))[:, :count]


def _json(path: Path, value: dict[str, Any]) -> None:
    with atomic(path) as temp:
        temp.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")
