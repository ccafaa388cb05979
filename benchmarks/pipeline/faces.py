"""Plain CenterFace on one file: the third engine that the whole way runs, in the shortest code.

The same weights, size and sampled pictures as the pipeline's: ``python -m
benchmarks.pipeline.faces FILE``. Nothing is stored, and no mask is made.
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
import cv2
import numpy as np
import onnxruntime

from pipelines.deidentify.faces.centerface import MODEL
from pipelines.deidentify.faces.find import FaceOptions
from pipelines.models import model_path

SIDES = 32  # what the network halves its input to
OPTIONS = FaceOptions()


def faces(path: Path) -> int:
    """Pictures in which the network is surer than the pipeline asks for."""
    network = onnxruntime.InferenceSession(
        str(model_path(MODEL)), providers=["CPUExecutionProvider"]
    )
    found, following = 0, 0.0
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            if frame.time < following:
                continue
            following += 1 / OPTIONS.fps
            pixels = frame.to_ndarray(format="rgb24")
            scale = OPTIONS.longest_px / max(pixels.shape[:2])
            width, height = (round(pixels.shape[n] * scale / SIDES) * SIDES for n in (1, 0))
            small = cv2.resize(pixels, (width, height))
            given = np.ascontiguousarray(small.transpose(2, 0, 1)[None], np.float32)
            found += bool(network.run(None, {"input.1": given})[0].max() >= OPTIONS.sure)
    return found


if __name__ == "__main__":
    sys.stdout.write(f"{faces(Path(sys.argv[1]))} pictures\n")
