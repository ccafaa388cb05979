"""The generated expert: one take, a corpus of takes, a check of the truth, stills.

``python -m examples.demo --seed N --out DIR`` makes one take with its exact truth.
"""

import argparse
import sys
from typing import Any

from . import check, corpus, options, stills
from .jobs import JOBS
from .make import Options, make
from .paths import DemoError
from .people import PEOPLE
from .variation import CAMERAS, Variation, draw, plain, single

FIXED = ("job", "person", "camera", "second_camera", "gloves", "noise_db")
OTHERS = {"corpus": corpus, "check": check, "stills": stills}


def parser() -> argparse.ArgumentParser:
    """The options of a single take."""
    found = argparse.ArgumentParser(
        prog="python -m examples.demo",
        description=__doc__,
        epilog="Other commands: corpus, check, stills; each has --help.",
    )
    options.add(found, 15)
    found.add_argument("--seed", type=int, default=33)
    kind = found.add_mutually_exclusive_group()
    kind.add_argument("--plain", action="store_true", help="every step in order, nothing wrong")
    kind.add_argument("--full", action="store_true", help="draw camera, job and noise as well")
    found.add_argument("--job", choices=sorted(JOBS))
    found.add_argument("--person", choices=sorted(PEOPLE))
    found.add_argument("--camera", choices=CAMERAS)
    found.add_argument("--second-camera", choices=CAMERAS)
    found.add_argument("--gloves", action="store_true", default=None)
    found.add_argument("--noise-db", type=float, help="dB that the voice is above the noise")
    return found


def _variation(given: argparse.Namespace) -> Variation:
    fixed: dict[str, Any] = {
        name: value for name in FIXED if (value := getattr(given, name)) is not None
    }
    if given.plain:
        return plain(given.seed, **fixed)
    return draw(given.seed, **fixed) if given.full else single(given.seed, **fixed)


def main(argv: list[str] | None = None) -> int:
    """Command line; 0 when everything was written, 1 with one sentence when it was not."""
    words = sys.argv[1:] if argv is None else argv
    try:
        if words and words[0] in OTHERS:
            return OTHERS[words[0]].main(words[1:])
        given = parser().parse_args(words)
        wanted = Options(given.fps, given.size, given.seconds, not given.no_video)
        make(_variation(given), given.out, wanted)
    except DemoError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
