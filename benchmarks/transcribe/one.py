"""One file in a process of its own: ``... benchmarks.transcribe.one FILE LANGUAGE ENGINE``."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import process_time

from pipelines.transcribe.single import transcribe_file
from pipelines.transcribe.transcriber import Options


def main() -> None:
    path, language, engine = sys.argv[1:]
    started = process_time()
    made = transcribe_file(Path(path), Options(language=language, engine=engine))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        json.dumps(
            {
                "sentences": [one.text for one in made.utterances],
                "dropped": len(made.dropped),
                "cpu_s": round(process_time() - started, 1),
                "peak_mb": round(peak),
            }
        )
    )


if __name__ == "__main__":
    main()
