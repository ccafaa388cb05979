"""What differs from take to take, drawn from a seed; a value, so that truth can state it."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from .camera import CAMERAS
from .jobs import JOBS
from .jobs.base import Job
from .people import PEOPLE

SECOND_CAMERA_LIMIT_S = 3.0
SALT = 0x50A4  # keeps these draws apart from the ones that shape the timeline


@dataclass(frozen=True)
class Light:
    """``turn`` degrees round the bench and ``rise`` above it; ``warm`` -1 (blue) to 1."""

    turn: float = -34.6
    rise: float = 46.4
    warm: float = 0.25
    strength: float = 1.0


@dataclass(frozen=True)
class Variation:
    """One take, described. Ids are those of the job; empty means that it does not occur."""

    seed: int
    job: str = "flange"
    person: str = "ada"
    camera: str = "front"
    second_camera: str = ""
    second_offset_s: float = 0.0
    gloves: bool = False
    light: Light = Light()
    shake_deg: float = 0.0
    speed: float = 1.0
    order: tuple[str, ...] = ()
    skipped: str = ""
    repeated: str = ""
    undone: str = ""
    mistake: str = ""
    quiet: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    moments: int = 0
    habit: bool = False
    overview: bool = False
    recap: bool = False
    interviewer: bool = False
    passer: bool = False
    fetches: bool = False
    machine: bool = False
    noise_db: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, as truth files hold them."""
        return asdict(self)


def plain(seed: int, job: str = "flange", **fixed: Any) -> Variation:
    """The quiet take: every step in order, the job's own silent actions, nothing goes wrong."""
    known = JOBS[job]
    quiet = tuple(act.id for step in known.steps for act in step.acts if act.quiet)
    order = tuple(step.id for step in known.steps)
    found = Variation(seed, job, order=order, quiet=quiet, gloves=known.gloves)
    return replace(found, **fixed)


def single(seed: int, **fixed: Any) -> Variation:
    """An easy take to look at: from the front, in quiet, one camera; the rest by ``seed``."""
    easy: dict[str, Any] = {"job": "flange", "camera": "front", "second_camera": ""}
    easy |= {"noise_db": None, "shake_deg": 0.0, "interviewer": False, "machine": False}
    job = fixed.get("job", easy["job"])
    return draw(seed, **easy | {"gloves": JOBS[job].gloves} | fixed)


def draw(seed: int, **fixed: Any) -> Variation:
    """A take with everything drawn from ``seed`` but what is ``fixed`` by name."""
    rng = np.random.default_rng([seed, SALT])
    job = JOBS[_pick(rng, sorted(JOBS), fixed.get("job"))]
    person = _pick(rng, sorted(PEOPLE), fixed.get("person"))
    camera = _pick(rng, CAMERAS, fixed.get("camera"))
    found = Variation(
        seed,
        job.id,
        person,
        camera,
        second_camera=_second(rng, camera),
        second_offset_s=round(float(rng.uniform(-1, 1)) * SECOND_CAMERA_LIMIT_S, 3),
        gloves=job.gloves or _chance(rng, 0.25),
        light=_light(rng),
        shake_deg=round(float(rng.choice([0.0, 0.0, 0.08, 0.25])), 3),
        speed=round(float(rng.uniform(0.85, 1.2)), 3),
        order=_order(job, rng) if _chance(rng, 0.5) else tuple(s.id for s in job.steps),
        **_troubles(job, rng),
        moments=int(rng.integers(1, 4)),
        habit=True,
        overview=_chance(rng, 0.4),
        recap=_chance(rng, 0.3),
        interviewer=_chance(rng, 0.35),
        passer=_chance(rng, 0.35),
        fetches=_chance(rng, 0.5),
        machine=_chance(rng, 0.3),
        noise_db=_noise(rng),
    )
    found = replace(found, **fixed)
    return replace(found, **_words(JOBS[found.job], found, rng) | fixed)


def _chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def _pick(rng: np.random.Generator, among: Any, fixed: str | None) -> str:
    drawn = str(rng.choice(list(among)))
    return fixed or drawn


def _second(rng: np.random.Generator, first: str) -> str:
    other = str(rng.choice([name for name in CAMERAS if name != first]))
    return other if _chance(rng, 0.3) else ""


def _light(rng: np.random.Generator) -> Light:
    values = rng.uniform((-60, 38, -0.6, 0.75), (60, 62, 0.9, 1.15))
    return Light(*(round(float(value), 2) for value in values))


def _noise(rng: np.random.Generator) -> float | None:
    level = float(rng.choice([np.inf, np.inf, 20.0, 15.0, 10.0]))
    return None if np.isinf(level) else level


def _order(job: Job, rng: np.random.Generator) -> tuple[str, ...]:
    """A random order in which no step comes before one that it needs."""
    left, done = list(job.steps), []
    while left:
        ready = [step for step in left if set(step.after) <= set(done)]
        chosen = ready[int(rng.integers(len(ready)))]
        left.remove(chosen)
        done.append(chosen.id)
    return tuple(done)


def _troubles(job: Job, rng: np.random.Generator) -> dict[str, str]:
    """What is left out, done twice, taken back or done wrong; at most one of each."""
    skippable = [step.id for step in job.steps if step.skippable]
    skipped = str(rng.choice(skippable)) if _chance(rng, 0.3) else ""
    repeatable = [step.id for step in job.steps if step.repeatable and step.id != skipped]
    acts = {act.id for step in job.steps if step.id != skipped for act in step.acts}
    wrong = [mistake.id for mistake in job.mistakes if mistake.after in acts]
    return {
        "skipped": skipped,
        "repeated": str(rng.choice(repeatable)) if _chance(rng, 0.3) else "",
        "undone": job.undo.step_id if _chance(rng, 0.3) else "",
        "mistake": str(rng.choice(wrong)) if _chance(rng, 0.4) else "",
    }


def _said_anyway(job: Job, found: Variation) -> list[tuple[str, ...]]:
    """Actions that are named outside of their own sentence."""
    said = [mistake.acts for mistake in job.mistakes if mistake.id == found.mistake]
    said += [job.overview.acts] if found.overview else []
    return said + ([job.recap.acts] if found.recap else [])


def _words(job: Job, found: Variation, rng: np.random.Generator) -> dict[str, tuple[str, ...]]:
    """Which actions go without a word, which are said vaguely, which before they are done."""
    acts = [act for step in job.steps if step.id != found.skipped for act in step.acts]
    # What an overview, a recap or a word about a mistake names is not silent.
    named = {name for summary in _said_anyway(job, found) for name in summary}
    free = [act for act in acts if act.id not in named]
    quiet = {act.id for act in free if _chance(rng, 0.65 if act.quiet else 0.2)}
    spare = [act.id for act in free if act.id not in quiet]
    while len(quiet) < min(2, len(free)):
        quiet.add(spare.pop(int(rng.integers(len(spare)))))
    said = [act for act in acts if act.id not in quiet]
    if not said:
        quiet.discard(acts[0].id)
        said = [acts[0]]
    vague = tuple(act.id for act in said if act.vague and _chance(rng, 0.35))
    announced = tuple(act.id for act in said if act.id not in vague and _chance(rng, 0.3))
    order = [act.id for act in acts if act.id in quiet]
    return {"quiet": tuple(order), "vague": vague, "announced": announced}
