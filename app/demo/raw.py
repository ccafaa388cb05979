"""Plain openai-whisper, then plain mediapipe, on one file: what the pipeline is compared with.

The same weights, the same decoding options and the same sampled frames as the pipeline's, in
the shortest code that does it: ``python -m app.demo.raw FILE``. Nothing is stored.
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
import mediapipe
import numpy as np
import whisper
from mediapipe.tasks.python import BaseOptions, vision

from pipelines.models import model_path

FPS = 15


def speech(path: Path) -> str:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=16000)
    parts = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            parts += [out.to_ndarray()[0] for out in resampler.resample(frame)]
        parts += [out.to_ndarray()[0] for out in resampler.resample(None)]
    sound = np.concatenate(parts).astype(np.float32) / 32768
    model = whisper.load_model(str(model_path("whisper-base")))
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS["base"])
    answer = model.transcribe(
        sound, word_timestamps=True, condition_on_previous_text=False, language="en", fp16=False
    )
    return str(answer["text"])


def motion(path: Path) -> int:
    """Frames in which anything was found."""
    video = vision.RunningMode.VIDEO
    pose = vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(
            BaseOptions(model_asset_path=str(model_path("pose_landmarker_full"))),
            running_mode=video,
        )
    )
    hand = vision.HandLandmarker.create_from_options(
        vision.HandLandmarkerOptions(
            BaseOptions(model_asset_path=str(model_path("hand_landmarker"))),
            running_mode=video,
            num_hands=2,
        )
    )
    found, following = 0, 0.0
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            if frame.time < following:
                continue
            following += 1 / FPS
            pixels = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
            image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=pixels)
            at = int(frame.time * 1000)
            body = pose.detect_for_video(image, at).pose_landmarks
            hands = hand.detect_for_video(image, at).hand_landmarks
            found += bool(body or hands)
    return found


def main() -> None:
    path = Path(sys.argv[1])
    text = speech(path)
    sys.stdout.write(f"{len(text.split())} words, {motion(path)} frames\n")


if __name__ == "__main__":
    main()
