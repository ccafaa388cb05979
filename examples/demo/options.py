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


def fps(text: str) -> int:
    """A whole number of frames a second that a player shows."""
    if not text.isdigit() or not 1 <= int(text) <= 60:
        raise argparse.ArgumentTypeError("a frame rate is a whole number from 1 to 60")
    return int(text)


def seconds(text: str) -> float:
    """A length above zero."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError("a length is a number of seconds above 0")
    return found


def add(parser: argparse.ArgumentParser, rate: int) -> None:
    """Folder, length, pictures, frame rate and size."""
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--seconds", type=seconds, help="stop a take after this many seconds")
    parser.add_argument("--no-video", action="store_true", help="no pictures")
    parser.add_argument("--fps", type=fps, default=rate)
    parser.add_argument("--size", type=size, default=SMALL, help="640x360 unless told")
