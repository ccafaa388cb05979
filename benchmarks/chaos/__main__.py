"""``python -m benchmarks.chaos [--smoke] [--minutes M] [--faults N] [--seed S]``: everything dies.

Mixed load (record, process, review, search, export, withdraw) on a site with PostgreSQL in a
network of its own and a small disk, while app, worker, commands and database are killed, the line
to the database is cut and the disk is full, in an order that the seed gives. At the end the place
is mended, the work is let finish, and all that somebody was told is done is looked for. Bound:
nothing lost, nothing twice, no error that is not a sentence.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from typing import Any

from benchmarks.chaos import check, faults
from benchmarks.chaos.load import People
from benchmarks.chaos.place import PATIENCE_S, Place, place, waits_for
from benchmarks.common import keep, say
from capture import artifacts
from capture.access import DEMO
from capture.leftovers import leftovers
from capture.site import Site
from data_schemas.errors import SonmatError
from pipelines.progress import status

FINISH_S = 1200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="half a minute, four faults, SQLite")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--faults", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    minutes, wanted = (0.5, 4) if options.smoke else (options.minutes, options.faults)
    with place(small=options.smoke) as made:
        figures = run(made, minutes * 60, wanted, options.seed)
    command = f"python -m benchmarks.chaos --minutes {minutes:g} --faults {wanted}"
    keep("chaos", {"command": command, "seed": options.seed, **figures}, options.smoke)


def run(made: Place, seconds: float, wanted: int, seed: int) -> dict[str, Any]:
    """Figures of one run; ``broken`` is to be empty."""
    site = Site.open(made.settings)
    for name in ("app", "worker"):
        made.start(name)
    people = People(made, site, seed)
    threads = people.begin()
    try:
        counts = _hurt(made, seconds, wanted, random.Random(seed))
    finally:
        made.heal()
        people.over.set()
        for one in threads:
            one.join()
    promised = people.promised
    alive = [one for one in promised.recordings if one not in promised.withdrawn]
    gone = promised.withdrawn
    finished = waits_for(lambda: all(_is_done(site, one) for one in alive), FINISH_S)
    finished &= waits_for(lambda: not any(_is_kept(site, one) for one in gone), PATIENCE_S)
    made.stop()
    left = len(leftovers(site))
    failed = Counter(_why(site, one) for one in alive)
    problems = check.broken(made, site, promised)
    site.close()
    return {
        "minutes": round(seconds / 60, 1),
        "faults": sum(counts.values()),
        "of_each": dict(sorted(counts.items())),
        "database": "PostgreSQL" if made.database else "SQLite",
        "sessions": len(promised.recordings),
        "withdrawn": len(promised.withdrawn),
        "acts": len(promised.acts),
        "acts_answered": sum(answered for _, _, answered in promised.acts),
        "searches": promised.searches,
        "releases": len(promised.releases),
        "releases_killed_at_the_end": promised.killed_at_the_end,
        "refused_in_a_sentence": dict(promised.refused.most_common()),
        "not_a_sentence": dict((promised.odd + made.odd_lines()).most_common()),
        "all_work_finished": finished,
        "failed": {why: times for why, times in failed.items() if why},
        "left_by_crashes": left,
        "broken": problems,
    }


def _hurt(made: Place, seconds: float, wanted: int, chance: random.Random) -> Counter[str]:
    """Do so many faults, spread over the time; in full rounds, so that each comes often."""
    done: Counter[str] = Counter()
    known = faults.possible(made)
    until, order = time.monotonic() + seconds, []  # type: ignore[var-annotated]
    while sum(done.values()) < wanted:
        left_s, left = until - time.monotonic(), wanted - sum(done.values())
        time.sleep(max(0.2, chance.uniform(0.5, 1.5) * left_s / left))
        order = order or chance.sample(sorted(known), len(known))
        name = order.pop()
        if known[name](made, chance):
            done[name] += 1
            say(f"{sum(done.values())} of {wanted}: {name}")
        elif time.monotonic() > until:
            break
    time.sleep(max(0.0, until - time.monotonic()))
    return done


def _is_done(site: Site, session: str) -> bool:
    try:
        return status(site, DEMO, session).state not in ("waiting", "processing", "queued")
    except SonmatError:
        return False


def _is_kept(site: Site, session: str) -> bool:
    """Whether a stage that was under way left something after its session was erased."""
    try:
        return bool(artifacts.find(site, session, every=True))
    except SonmatError:
        return True


def _why(site: Site, session: str) -> str:
    """The sentence of a session that failed."""
    found = status(site, DEMO, session)
    return found.problem if found.state == "failed" else ""


if __name__ == "__main__":
    main()
