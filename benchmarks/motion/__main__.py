"""``python -m benchmarks.motion [--smoke] [--only PART ...]``.

*sound*: starts, stops and changes of process sounds against the truth of generated takes, both
halves apart. Generated sound: no figure of it is field accuracy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.common import chosen, keep, say
from benchmarks.motion import sound
from examples.demo.paths import DemoError

PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {"sound": sound.measure}


def main() -> None:
    options = chosen(__doc__, PARTS)
    for part in options.only:
        try:
            figures = PARTS[part](options.smoke)
        except DemoError as error:
            say(f"skipped: {error}")
            continue
        command = f"python -m benchmarks.motion --only {part}"
        keep(f"motion-{part}", {"command": command, **figures}, options.smoke)


if __name__ == "__main__":
    main()
