"""Command line options that the commands share."""

import argparse
from pathlib import Path

from .make import SMALL


def size(text: str) -> tuple[int, int]:
    """``640x360`` as (640, 360); both even, as H.264 wants them."""
    try:
        width, height = (int(part) for part in text.split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError("a size looks like 640x360") from None
    if width < 64 or height < 64 or width % 2 or height % 2:
        raise argparse.ArgumentTypeError("both sides must be even and at least 64")
    return width, height


def add(parser: argparse.ArgumentParser, fps: int) -> None:
    """Folder, pictures, frame rate and size."""
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--no-video", action="store_true", help="no pictures")
    parser.add_argument("--fps", type=int, default=fps)
    parser.add_argument("--size", type=size, default=SMALL, help="640x360 unless told")
