"""Wiring a terminal block: what is done, and the words for it."""

from ..base import Act, Job, Line, Mistake, Question, Step, Summary, Undo
from .moves import MOVES
from .place import PLACE

STRIP = Step(
    "strip",
    "Strip the wire ends",
    (
        Act(
            "strip-ends",
            "take the insulation off every end",
            "strip",
            Line(
                "I take ten millimetres of insulation off every wire, and no copper with it.",
                "피복을 전선마다 십 밀리씩 벗겨요. 구리선은 하나도 안 다치게.",
            ),
            8.4,
            least=8.4,
            vague=Line(
                "I take a bit of insulation off every wire, about this much.",
                "피복을 전선마다 이 정도만 벗겨요.",
            ),
        ),
        Act(
            "twist-strands",
            "roll the strands together",
            "twist",
            Line(
                "I roll the strands between finger and thumb until no hair stands out.",
                "소선을 손가락으로 비벼 꼬아요. 삐져나온 게 하나도 없게.",
            ),
            4.0,
            cue="felt",
            quiet=True,
        ),
    ),
)
FERRULE = Step(
    "ferrule",
    "Crimp the ferrules",
    (
        Act(
            "push-ferrules",
            "push a ferrule on each wire",
            "ferrule",
            Line(
                "A ferrule goes on each one, and the copper must just look out in front.",
                "단자 슬리브를 하나씩 끼우는데, 구리가 앞으로 살짝 보여야 돼요.",
            ),
            8.0,
            least=7.5,
            cue="seen",
        ),
        Act(
            "crimp-ferrules",
            "press the ferrules until the pliers let go",
            "crimp",
            Line(
                "Then I squeeze until the pliers let go by themselves. You hear the click.",
                "그다음에 압착기가 저절로 풀릴 때까지 꽉 눌러요. 딸깍 소리가 나요.",
            ),
            8.4,
            least=8.4,
            cue="heard",
        ),
    ),
    after=("strip",),
)
INSERT = Step(
    "insert",
    "Insert the wires",
    (
        Act(
            "insert-wires",
            "push every wire to the stop",
            "insert",
            Line(
                "Blue, brown, green, each one goes in until it hits the back wall.",
                "파랑, 갈색, 초록, 하나씩 안쪽 벽에 닿을 때까지 밀어 넣어요.",
            ),
            7.5,
            least=7.0,
            cue="felt",
        ),
    ),
    after=("ferrule",),
)
TIGHTEN = Step(
    "tighten",
    "Tighten the screws",
    (
        Act(
            "tighten-screws",
            "turn the screws down until they bite",
            "tighten",
            Line(
                "Now the screwdriver. When the screw bites, I give it a quarter turn and stop.",
                "이제 드라이버로 조여요. 나사가 물리면 거기서 사분의 일 바퀴만 더 돌려요.",
            ),
            7.6,
            least=7.5,
            cue="felt",
            vague=Line(
                "Now the screwdriver. You turn it until it feels right, not more.",
                "이제 드라이버로, 느낌이 올 때까지 적당히 조여요.",
            ),
        ),
    ),
    after=("insert",),
)
PULL = Step(
    "pull",
    "Pull on every wire",
    (
        Act(
            "tug-wires",
            "tug each wire twice",
            "tug",
            Line(
                "I pull every wire twice, and nothing may move, not even a hair.",
                "전선마다 두 번씩 당겨 봐요. 조금이라도 움직이면 안 돼요.",
            ),
            5.4,
            least=5.0,
            cue="felt",
            quiet=True,
        ),
    ),
    after=("tighten",),
    skippable=True,
    repeatable=True,
)
LABEL = Step(
    "label",
    "Put on the labels",
    (
        Act(
            "press-labels",
            "press a label on each terminal",
            "label",
            Line(
                "The labels go on now, because later nobody remembers which is which.",
                "이름표는 지금 붙여요. 나중에는 뭐가 뭔지 아무도 몰라요.",
            ),
            6.4,
            least=6.0,
        ),
        Act(
            "touch-row",
            "run a fingertip along the row",
            "touch",
            Line(
                "My fingertip goes along the row, and it finds the screw that stands too high.",
                "손끝으로 한 줄 쭉 만져 봐요. 튀어나온 나사가 손에 걸려요.",
            ),
            3.8,
            cue="felt",
            quiet=True,
        ),
    ),
    after=("insert",),
)
CHECK = Step(
    "check",
    "Check with the tester",
    (
        Act(
            "beep-pairs",
            "touch the screws with the probes and listen",
            "check",
            Line(
                "Last, the tester. It must beep at once, and it must not stutter.",
                "마지막으로 테스터예요. 대자마자 삐 소리가 안 끊기고 나야 돼요.",
            ),
            5.4,
            least=5.0,
            cue="heard",
        ),
    ),
    after=("pull", "label"),
    repeatable=True,
)
JOB = Job(
    id="terminal",
    title=Line("Wire a terminal block", "단자대 결선하기"),
    steps=(STRIP, FERRULE, INSERT, TIGHTEN, PULL, LABEL, CHECK),
    moves=MOVES,
    place=PLACE,
    overview=Summary(
        Line(
            "Today we wire a terminal block. We strip, we crimp the ferrules, in they go, "
            "we tighten, we pull, then the labels and the tester.",
            "오늘은 단자대 결선을 해요. 피복 벗기고, 슬리브 압착하고, 꽂고, 조이고, 당겨 보고, "
            "이름표 붙이고 테스터로 봐요.",
        ),
        (
            "strip-ends",
            "crimp-ferrules",
            "insert-wires",
            "tighten-screws",
            "tug-wires",
            "press-labels",
            "beep-pairs",
        ),
    ),
    recap=Summary(
        Line(
            "That is all of it. A clean end, a good crimp, and pull on it before you trust it.",
            "이게 다예요. 끝은 깨끗하게, 압착은 확실하게, 믿기 전에 당겨 보기.",
        ),
        (
            "strip-ends",
            "crimp-ferrules",
            "tug-wires",
        ),
    ),
    mistakes=(
        Mistake(
            "slipped-blade",
            "the screwdriver jumps out of the slot",
            "tighten-screws",
            "slip",
            "again",
            4.2,
            Line("Oops, it jumped out. Once more, straight down.", "어이쿠, 빠졌네. 다시, 똑바로."),
        ),
        Mistake(
            "bad-strip",
            "a strand is nicked and the ends are stripped again",
            "twist-strands",
            "twist",
            "strip",
            8.4,
            Line(
                "Look, a strand is broken. I do the end again.",
                "봐요, 한 가닥 끊어졌네. 다시 벗깁니다.",
            ),
            ("strip-ends",),
        ),
    ),
    undo=Undo(
        "insert",
        "pull_out",
        6.0,
        Line("Wrong order. Out with them again.", "순서가 틀렸네. 다시 다 뺍니다."),
    ),
    questions=(
        Question(
            "tighten-screws",
            Line("How far do you turn it?", "얼마나 돌리세요?"),
            Line(
                "Until it bites, and from there a quarter turn.",
                "물릴 때까지, 거기서 사분의 일 바퀴.",
            ),
        ),
        Question(
            "crimp-ferrules",
            Line("How do you know that the crimp is done?", "압착이 다 된 건 어떻게 아세요?"),
            Line(
                "The pliers open by themselves, with a click.",
                "딸깍하면서 압착기가 저절로 열려요.",
            ),
        ),
    ),
)
