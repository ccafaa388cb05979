"""The experts: bodies, looks, voices, and the one habit that each of them has.

Nobody real: bodies are sliders of a parametric figure (0..1), voices one synthetic voice
shifted in pitch.
"""

from dataclasses import dataclass

Colour = tuple[float, float, float]
GLOVE: Colour = (0.62, 0.45, 0.24)  # leather
NEUTRAL = {"muscle": 0.5, "weight": 0.5, "height": 0.5, "proportions": 0.6}
# Under a work vest a chest reads as cloth. The shares of the figure's three face types add up to 1.
FIXED = {"cupsize": 0.0, "firmness": 0.5, "african": 0.0, "asian": 0.0, "caucasian": 0.0}


@dataclass(frozen=True)
class Person:
    """``habit`` is a moment (``moments.MOMENTS``) before every ``habit_every``-th action.

    ``pitch`` scales the voice: below 1 is deeper.
    """

    id: str
    sliders: dict[str, float]
    skin: Colour
    hair: Colour
    shirt: Colour = (0.25, 0.33, 0.46)
    vest: Colour = (0.93, 0.42, 0.10)
    pitch: float = 1.0
    left_handed: bool = False
    habit: str = ""
    habit_every: int = 2


def _body(face: str, gender: float, age: float, **more: float) -> dict[str, float]:
    return {"gender": gender, "age": age} | NEUTRAL | FIXED | {face: 1.0} | more


FAIR, TAN, OLIVE = (0.80, 0.60, 0.49), (0.74, 0.53, 0.40), (0.68, 0.49, 0.36)
BROWN, DARK = (0.47, 0.31, 0.22), (0.30, 0.19, 0.13)
GREY, WHITE, BLACK, UMBER = (
    (0.46, 0.45, 0.44),
    (0.78, 0.77, 0.75),
    (0.08, 0.07, 0.07),
    (0.24, 0.16, 0.11),
)
NAVY, OCHRE, MOSS, SLATE = (0.25, 0.33, 0.46), (0.55, 0.44, 0.26), (0.30, 0.36, 0.26), (0.34,) * 3
ORANGE, LIME, RED = (0.93, 0.42, 0.10), (0.72, 0.82, 0.16), (0.72, 0.16, 0.14)

PEOPLE = {
    person.id: person
    for person in (
        Person("ada", _body("caucasian", 0.95, 0.8), FAIR, GREY, habit="hesitation"),
        Person(
            "ben",
            _body("caucasian", 0.02, 0.85, muscle=0.55, height=0.55),
            TAN,
            WHITE,
            OCHRE,
            LIME,
            0.84,
            habit="regrip",
        ),
        Person(
            "chae",
            _body("asian", 0.92, 0.66, height=0.42, weight=0.45),
            TAN,
            BLACK,
            SLATE,
            ORANGE,
            1.05,
            habit="inspection",
        ),
        Person(
            "dong",
            _body("asian", 0.05, 0.78, muscle=0.45, height=0.46, weight=0.58),
            TAN,
            GREY,
            NAVY,
            LIME,
            0.88,
            left_handed=True,
            habit="pause",
        ),
        Person(
            "ece",
            _body("caucasian", 0.9, 0.55, muscle=0.6),
            OLIVE,
            UMBER,
            MOSS,
            ORANGE,
            0.97,
            habit="hesitation",
            habit_every=3,
        ),
        Person(
            "femi",
            _body("african", 0.04, 0.62, muscle=0.62, height=0.58),
            DARK,
            BLACK,
            NAVY,
            ORANGE,
            0.82,
            habit="pause",
            habit_every=3,
        ),
        Person(
            "gita",
            _body("asian", 0.94, 0.72, height=0.40),
            BROWN,
            GREY,
            OCHRE,
            LIME,
            1.02,
            habit="regrip",
            habit_every=3,
        ),
        Person(
            "hank",
            _body("caucasian", 0.03, 0.92, weight=0.62, muscle=0.4),
            FAIR,
            WHITE,
            SLATE,
            RED,
            0.86,
            habit="inspection",
            habit_every=3,
        ),
        Person(
            "ines",
            _body("african", 0.93, 0.6, height=0.52, weight=0.42),
            OLIVE,
            BLACK,
            NAVY,
            LIME,
            0.94,
            left_handed=True,
            habit="inspection",
            habit_every=4,
        ),
    )
}
