"""What the demo shows: the job, its narration, its silent skilled actions and its decoys."""

from dataclasses import dataclass

CAPTION = "SYNTHETIC DEMO - generated scene and voice"  # burnt into every frame
VOICE_LEAD_S = 0.25  # the hands start a little before the voice
AFTER_SPEECH_S = 0.45


@dataclass(frozen=True)
class Beat:
    """One stretch of the take.

    ``move`` names the motion. With ``text`` the measured speech sets the length, plus
    ``seconds``; without it ``seconds`` is the length. ``action`` is (id, name) of a skilled
    action; ``decoy`` lists the kinds the seed may choose from.
    """

    move: str
    seconds: float = 0.0
    text: str = ""
    action: tuple[str, str] | None = None
    decoy: tuple[str, ...] = ()
    on_topic: bool = True


@dataclass(frozen=True)
class Step:
    """A procedure step, or with an empty id a stretch that belongs to none."""

    id: str
    title: str
    beats: tuple[Beat, ...]


def _decoy(seconds: float, *kinds: str) -> Step:
    return Step("", "", (Beat("decoy", seconds, decoy=kinds),))


TAKE = (
    Step(
        "clean",
        "Clean the sealing faces",
        (
            Beat(
                "wipe",
                text="First I wipe the metal with the rag, until nothing of the old seal is left.",
                action=("wipe-face", "wipe the sealing face with the rag"),
            ),
            Beat("feel", 4.2, action=("feel-face", "feel the sealing face with a fingertip")),
        ),
    ),
    _decoy(2.4, "reaching", "pausing"),
    Step(
        "gasket",
        "Fit the gasket",
        (
            Beat(
                "gasket",
                text="The new gasket goes on dry, no grease, right in the middle of the bore.",
                action=("lay-gasket", "lay the gasket dry and centred"),
            ),
            Beat("reseat", 4.0, action=("reseat-gasket", "lift the gasket and seat it again")),
        ),
    ),
    Step(
        "cover",
        "Place the blind flange",
        (
            Beat(
                "cover",
                0.6,
                text="Then I put the lid on top and line up the holes by eye.",
                action=("set-cover", "set the cover and line up the holes"),
            ),
            Beat("rock", 4.2, action=("rock-cover", "press and rock the cover")),
        ),
    ),
    _decoy(2.8, "scratching", "waiting"),
    Step(
        "bolts",
        "Start the bolts by hand",
        (
            Beat(
                "bolts",
                3.4,
                text="All four go in with the fingers only. "
                "If one of them fights me, out it comes.",
                action=("hand-start", "start every bolt with the fingers"),
            ),
        ),
    ),
    Step(
        "",
        "",
        (
            Beat(
                "chat",
                text="My grandson was here on Sunday, by the way. He wants to be a drummer, "
                "of all things.",
                decoy=("waiting",),
                on_topic=False,
            ),
        ),
    ),
    Step(
        "torque",
        "Tighten in a cross pattern",
        (
            Beat(
                "wrench",
                0.8,
                text="Now the wrench, and I go across, never round in a circle, "
                "only a little on each one.",
                action=("tighten-cross", "tighten crosswise in small amounts"),
            ),
            Beat(
                "finish",
                text="Here it stops feeling soft and turns solid under my hand. "
                "That is where I leave it.",
                action=("stop-solid", "stop when the bolt turns solid"),
            ),
            Beat("try", 4.4, action=("try-bolts", "try each bolt head with the fingers")),
        ),
    ),
    _decoy(2.2, "pausing", "waiting"),
    Step(
        "gap",
        "Check the gap with the feeler gauge",
        (
            Beat(
                "gauge",
                0.8,
                text="Last, the feeler gauge. I slide it in at four places, "
                "and it must drag the same everywhere.",
                action=("gauge-gap", "slide the feeler gauge into the gap"),
            ),
        ),
    ),
    _decoy(2.2, "waiting", "pausing"),
)

# Halfway between an average figure and this much either way, by seed.
FIGURE = {
    "gender": 0.95,
    "age": 0.8,
    "muscle": 0.5,
    "weight": 0.5,
    "height": 0.5,
    "proportions": 0.6,
}
FIGURE_SPREAD = 0.06
PAUSE_SPREAD = 0.12  # share by which lengths of silent beats vary with the seed
