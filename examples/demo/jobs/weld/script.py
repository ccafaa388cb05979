"""Welding two plates: what is done, and the words for it."""

from ..base import Act, Job, Line, Mistake, Question, Step, Summary, Undo
from .moves import MOVES
from .place import PLACE

FIT = Step(
    "fit",
    "Fit the plates with a gap",
    (
        Act(
            "lay-plates",
            "lay the plates with a small gap",
            "lay",
            Line(
                "Two plates on the block, and between them a gap as wide as the rod, "
                "three millimetres.",
                "철판 두 장을 블록 위에 놓고, 사이를 용접봉 굵기만큼, 삼 밀리 벌려요.",
            ),
            5.4,
            least=5.0,
            cue="seen",
            vague=Line(
                "Two plates on the block, with a little gap, by feel.",
                "철판 두 장을 놓고, 사이를 감으로 살짝 벌려요.",
            ),
        ),
        Act(
            "feel-gap",
            "run a fingertip along the gap",
            "feel_gap",
            Line(
                "I run a finger along the gap. If one edge stands up, I feel it at once.",
                "틈을 따라 손가락으로 훑어요. 한쪽이 올라와 있으면 바로 느껴져요.",
            ),
            4.0,
            cue="felt",
            quiet=True,
        ),
    ),
)
CLAMP = Step(
    "clamp",
    "Clamp the plates",
    (
        Act(
            "clamp-plates",
            "press the clamp down over both plates",
            "clamp",
            Line(
                "The clamp goes across, because the heat wants to pull them apart.",
                "클램프를 가로질러 물려요. 열 받으면 벌어지려고 하거든요.",
            ),
            4.8,
            least=4.6,
        ),
    ),
    after=("fit",),
)
EARTH = Step(
    "earth",
    "Connect the earth clamp",
    (
        Act(
            "wiggle-earth",
            "put the earth clamp on bare steel and wiggle it",
            "earth",
            Line(
                "Earth on bare steel, and I wiggle it until it bites through the scale.",
                "어스는 맨 쇠에 물리고, 스케일을 파고들 때까지 흔들어 줘요.",
            ),
            4.8,
            least=4.6,
            cue="felt",
        ),
    ),
    after=("fit",),
)
CURRENT = Step(
    "current",
    "Set the current",
    (
        Act(
            "turn-knob",
            "set the current by the hum of the machine",
            "current",
            Line(
                "Ninety amps for this one. I turn until the hum sounds full.",
                "이건 구십 암페어예요. 웅 소리가 꽉 찰 때까지 돌려요.",
            ),
            4.4,
            least=4.0,
            cue="heard",
            vague=Line(
                "The current, you set it so that it sounds about right.",
                "전류는 소리 들어 보고 적당히 맞춰요.",
            ),
        ),
    ),
    after=("earth",),
)
TACK = Step(
    "tack",
    "Tack both ends",
    (
        Act(
            "tack-ends",
            "tack both ends with a short arc",
            "tack",
            Line(
                "Mask down, and one short tack on each end, no longer than a breath.",
                "면 내리고, 양쪽 끝에 한 번씩 가접해요. 숨 한 번 쉴 만큼만.",
            ),
            5.6,
            least=5.4,
        ),
    ),
    after=("clamp", "current"),
)
WELD = Step(
    "weld",
    "Weld the seam",
    (
        Act(
            "weld-seam",
            "draw the arc along the seam by its sound",
            "weld",
            Line(
                "Now slowly along, with a short arc. It has to sound like bacon in a pan.",
                "이제 아크를 짧게 해서 천천히 가요. 프라이팬에 베이컨 굽는 소리가 나야 돼요.",
            ),
            8.0,
            least=7.0,
            cue="heard",
        ),
    ),
    after=("tack",),
)
CHIP = Step(
    "chip",
    "Chip off the slag",
    (
        Act(
            "chip-slag",
            "tap the slag off along the seam",
            "chip",
            Line(
                "The slag comes off with light taps. If it peels by itself, the weld was good.",
                "슬래그는 톡톡 쳐서 떼요. 저절로 일어나면 용접이 잘된 거예요.",
            ),
            5.4,
            least=5.0,
            cue="seen",
        ),
    ),
    after=("weld",),
)
BRUSH = Step(
    "brush",
    "Brush the seam",
    (
        Act(
            "brush-seam",
            "brush the seam bright",
            "brush",
            Line(
                "Then the wire brush, until it shines.",
                "그다음에 쇠솔로, 반짝일 때까지.",
            ),
            4.4,
            least=4.0,
            quiet=True,
        ),
    ),
    after=("chip",),
    skippable=True,
    repeatable=True,
)
LOOK = Step(
    "look",
    "Look over the seam",
    (
        Act(
            "look-along",
            "look along the seam for pores and undercut",
            "along",
            Line(
                "And I look along the edge, where a groove would start a crack.",
                "그리고 가장자리를 따라 봐요. 홈이 파이면 거기서 금이 가거든요.",
            ),
            4.6,
            least=4.0,
            cue="seen",
            quiet=True,
        ),
    ),
    after=("chip",),
    repeatable=True,
)
JOB = Job(
    id="weld",
    title=Line("Weld two plates", "철판 두 장 용접하기"),
    steps=(FIT, CLAMP, EARTH, CURRENT, TACK, WELD, CHIP, BRUSH, LOOK),
    moves=MOVES,
    place=PLACE,
    overview=Summary(
        Line(
            "We weld two plates. Fit them, clamp, earth, set the current, tack, weld, "
            "chip, brush, and look at it.",
            "철판 두 장을 용접해요. 맞추고, 물리고, 어스 연결하고, 전류 맞추고, 가접하고, "
            "본용접하고, 슬래그 털고, 쇠솔질하고, 봐요.",
        ),
        (
            "lay-plates",
            "clamp-plates",
            "wiggle-earth",
            "turn-knob",
            "tack-ends",
            "weld-seam",
            "chip-slag",
            "brush-seam",
            "look-along",
        ),
    ),
    recap=Summary(
        Line(
            "That is the whole thing. The gap, the current, and listen to the arc.",
            "이게 다예요. 틈, 전류, 그리고 아크 소리를 들으세요.",
        ),
        (
            "lay-plates",
            "turn-knob",
            "weld-seam",
        ),
    ),
    mistakes=(
        Mistake(
            "closed-gap",
            "a plate slides and the gap closes",
            "lay-plates",
            "shift",
            "unshift",
            2.8,
            Line("Ah, now it has slid. Back with it.", "아, 밀렸네. 다시 맞춰요."),
        ),
        Mistake(
            "stuck-rod",
            "the electrode sticks to the plate",
            "tack-ends",
            "stick",
            "tack",
            5.4,
            Line("It stuck. I break it off and tack again.", "붙었네. 떼고 다시 가접해요."),
            ("tack-ends",),
        ),
    ),
    undo=Undo(
        "clamp",
        "unclamp",
        3.4,
        Line("No, the clamp is in my way there.", "아니, 클램프가 거기 있으면 걸리적거려."),
    ),
    questions=(
        Question(
            "weld-seam",
            Line("What are you listening for?", "무슨 소리를 들으시는 거예요?"),
            Line(
                "A steady crackle. If it hisses, the arc is too long.",
                "자글자글 고른 소리요. 쉭쉭거리면 아크가 너무 긴 거예요.",
            ),
        ),
        Question(
            "turn-knob",
            Line("Why not a hundred and twenty?", "왜 백이십으로 안 하세요?"),
            Line(
                "With that current it burns through at the gap.",
                "그 전류면 틈에서 구멍이 나요.",
            ),
        ),
    ),
    gloves=True,
)
