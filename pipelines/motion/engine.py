"""MediaPipe, kept quiet and kept honest: one pose and one hand landmarker.

In video mode they follow a recording, in image mode they look at single pictures.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import ModelError, NeedsSoftware
from pipelines.models import model_digest, model_path
from pipelines.motion.options import Options

POSE_MODEL = "pose_landmarker_full"
HAND_MODEL = "hand_landmarker"
_TALKS_TO_ITS_MAKER = (0, 10, 35)
_INSTALL = "install it with `pip install -c constraints.txt mediapipe`"
_stderr = Lock()


class Landmarkers:
    """Both models on one recording. They share no state: neither decides what the other sees.

    Each has a thread of its own, which takes its frames in order, so results are those of
    calling one after the other. Use as a context; times must increase from call to call.
    """

    def __init__(self, options: Options) -> None:
        self._options = options

    def __enter__(self) -> Self:
        with ExitStack() as opened, _quiet():
            self._mediapipe = load()
            _say_the_rest(self._mediapipe)
            vision = self._mediapipe.tasks.vision
            self._pose = _create(vision, POSE_MODEL, self._options, vision.RunningMode.VIDEO)
            opened.callback(self._pose.close)
            self._hands = _create(vision, HAND_MODEL, self._options, vision.RunningMode.VIDEO)
            opened.callback(self._hands.close)
            self._lanes = ThreadPoolExecutor(1, "pose"), ThreadPoolExecutor(1, "hands")
            for lane in self._lanes:
                opened.callback(lane.shutdown, wait=True, cancel_futures=True)
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def start(self, pixels: NDArray[np.uint8], ms: int) -> tuple[Future[Any], Future[Any]]:
        """Pose and hand results to come, for uint8 RGB [H, W, 3] at ``ms``."""
        form = self._mediapipe.ImageFormat.SRGB
        image = self._mediapipe.Image(form, np.ascontiguousarray(pixels))
        pose, hands = self._lanes
        return (
            pose.submit(self._pose.detect_for_video, image, ms),
            hands.submit(self._hands.detect_for_video, image, ms),
        )


class Stills:
    """Both models on single pictures that have nothing to do with each other. Use as a context."""

    def __init__(self, options: Options = Options()) -> None:
        self._options = options

    def __enter__(self) -> Self:
        with ExitStack() as opened, _quiet():
            self._mediapipe = load()
            _say_the_rest(self._mediapipe)
            vision = self._mediapipe.tasks.vision
            self._models = [
                _create(vision, model, self._options, vision.RunningMode.IMAGE)
                for model in (POSE_MODEL, HAND_MODEL)
            ]
            for model in self._models:
                opened.callback(model.close)
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def look(self, pixels: NDArray[np.uint8]) -> tuple[Any, Any]:
        """Pose and hand results for uint8 RGB [H, W, 3]."""
        form = self._mediapipe.ImageFormat.SRGB
        image = self._mediapipe.Image(form, np.ascontiguousarray(pixels))
        pose, hands = self._models
        return pose.detect(image), hands.detect(image)


def load() -> Any:
    """The module mediapipe; ``NeedsSoftware`` if there is none that keeps to itself.

    From 0.10.35 on it looks up a server of its maker to send usage data and has no switch for
    that (issue 6291 of its repository), so its version is read before anything of it runs.
    """
    found = installed_version()
    if tuple(map(int, re.findall(r"\d+", found)[:3])) >= _TALKS_TO_ITS_MAKER:
        raise NeedsSoftware(
            f"MediaPipe {found} sends usage data to its maker and is not used, {_INSTALL} "
            "to get the version that does not."
        )
    try:
        import mediapipe
    except (ImportError, OSError) as error:
        raise NeedsSoftware(f"MediaPipe {found} cannot be loaded here, {_INSTALL}.") from error
    return mediapipe


def installed_version() -> str:
    """Version of the installed MediaPipe."""
    try:
        return version("mediapipe")
    except PackageNotFoundError:
        raise NeedsSoftware(f"MediaPipe is not installed, {_INSTALL}.") from None


def digests() -> dict[str, str]:
    """Digests of both models by name."""
    return {name: model_digest(name) for name in (POSE_MODEL, HAND_MODEL)}


def _create(vision: Any, model: str, options: Options, mode: Any) -> Any:
    kind = "Pose" if model == POSE_MODEL else "Hand"
    limits = {"num_hands": options.num_hands} if kind == "Hand" else {}
    settings = getattr(vision, f"{kind}LandmarkerOptions")(
        base_options=_base(model),
        running_mode=mode,
        min_tracking_confidence=options.tracking_confidence,
        **{f"min_{kind.lower()}_detection_confidence": options.detection_confidence},
        **{f"min_{kind.lower()}_presence_confidence": options.presence_confidence},
        **limits,
    )
    try:
        return getattr(vision, f"{kind}Landmarker").create_from_options(settings)
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"The model {model} cannot be loaded: run `sonmat models verify`."
        ) from error


def _base(model: str) -> Any:
    return load().tasks.BaseOptions(model_asset_path=str(model_path(model)))


@cache
def _say_the_rest(mediapipe: Any) -> None:
    """Provoke, once a process, what MediaPipe says when it first follows anything.

    That warning would otherwise come minutes later, into a progress bar. A threshold of zero
    makes a black picture hold a hand.
    """
    vision = mediapipe.tasks.vision
    options = vision.HandLandmarkerOptions(_base(HAND_MODEL), min_hand_detection_confidence=0.0)
    black = mediapipe.Image(mediapipe.ImageFormat.SRGB, np.zeros((64, 64, 3), np.uint8))
    try:
        landmarker = vision.HandLandmarker.create_from_options(options)
    except (RuntimeError, ValueError, OSError):
        return  # the real one will fail the same way and be reported
    landmarker.detect(black)
    landmarker.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Descriptor 2 leads nowhere for a moment.

    The library writes its start-up notes there itself, before it has read any setting, and
    exports no way to turn them off (GLOG_minloglevel and its like change nothing).
    """
    with _stderr:
        sys.stderr.flush()
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
