"""Motion of one file, nothing stored: what ``sonmat motion`` prints."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from capture.formats.track import write_track
from capture.media import media_from_path
from data_schemas.errors import InputError
from pipelines.motion.cpu import peak_rss_mb
from pipelines.motion.options import Options


def motion_file(
    path: Path,
    out: Path | None = None,
    options: Options = Options(),
    progress: Callable[[float], None] | None = None,
) -> dict[str, Any]:
    """Facts about the motion in a recording; the track itself goes to ``out`` as Parquet.

    Rates are shares of sampled frames with at least one raw detection. ``cpu_s`` is processor
    time from the first decode to the last result, decoding (``decode_cpu_s``) included.
    """
    from pipelines.motion.detection import detect_measured

    if out is not None:
        _check_folder(out)
    done = detect_measured(media_from_path(path), options, progress)
    if out is not None:
        _write(out, write_track(done.track))
    return {
        "file": str(path),
        "frames": len(done.track),
        "sampled_fps": done.track.info.sampled_fps,
        "pose_rate": round(done.track.pose_rate, 4),
        "hand_rate": round(done.track.hand_rate, 4),
        "cpu_s": round(done.cpu_s, 3),
        "decode_cpu_s": round(done.decode_cpu_s, 3),
        "wall_s": round(done.wall_s, 3),
        "peak_rss_mb": round(peak_rss_mb(), 1),
        "model_digests": done.track.info.model_digests,
    }


def _check_folder(out: Path) -> None:
    """Said before the work, not after it."""
    if out.is_dir() or not out.parent.is_dir():
        raise InputError(
            f"{out.name} cannot be written there: name a file in a folder that exists."
        )


def _write(out: Path, data: bytes) -> None:
    """All of it or nothing: what stood there before stays until the new file is whole."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}-")
    except OSError as error:
        raise _refused(out) from error
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, out)
    except OSError as error:
        raise _refused(out) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _refused(out: Path) -> InputError:
    return InputError(f"{out.name} cannot be written: check the folder's permissions and room.")
