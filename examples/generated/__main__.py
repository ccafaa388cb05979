"""Write generated takes as a release.

``python -m examples.generated --out DIR`` makes the corpus that ``examples/train`` is shown on,
``--sample`` the small release in ``examples/sample_release``. Needs the extra ``[demo]``.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from data_schemas.errors import SonmatError
from examples.demo.paths import DemoError
from examples.generated.papers import with_papers
from examples.generated.takes import Plan, bundle, everybody
from pipelines.release.package import Issue, package
from pipelines.release.signing import Signer

# Four people, one of whom is in the split test; two takes of one of them, in which the bolts are
# pulled round in a circle and go well. Every fourth row, to stay small.
SAMPLE = Plan(numbers=(0, 6, 8, 12, 15), languages=("ko", "en", "ko", "en", "en"), every=4)
SAMPLE_FORMATS = ("hf", "vtt", "activitynet", "contrasts", "croissant", "aas")
FORMATS = ("hf", "vtt")


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m examples.generated", description=__doc__)
    found.add_argument("--out", type=Path, required=True, help="a new folder")
    found.add_argument("--takes", type=int, default=30, help="how many, a minute each (30)")
    found.add_argument("--sample", action="store_true", help="the five takes of the sample release")
    return found


def main(argv: list[str] | None = None) -> int:
    """0 when the release was written, 1 with one sentence when it was not."""
    given = parser().parse_args(argv)
    if not 1 <= given.takes <= 600:
        sys.stderr.write(f"A corpus has between 1 and 600 takes; --takes says {given.takes}.\n")
        return 1
    plan = SAMPLE if given.sample else Plan(everybody(given.takes))
    name = "sonmat-sample" if given.sample else f"sonmat-generated-{given.takes}"
    try:
        # There is no site, so no data folder that a copy must stay out of, and no key of its own:
        # the one that signs is forgotten at once.
        with tempfile.TemporaryDirectory() as nowhere:
            formats = SAMPLE_FORMATS if given.sample else FORMATS
            made = with_papers(bundle(plan, name))
            issue = Issue(signer=Signer(secrets.token_bytes(32)))
            package(made, formats, given.out, forbidden=Path(nowhere), issue=issue)
    except (DemoError, SonmatError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
