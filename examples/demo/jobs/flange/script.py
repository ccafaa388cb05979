"""Mounting a blind flange at the bench: what is done, and the words for it."""

from ..base import Act, Job, Line, Mistake, Question, Step, Summary, Undo
from .moves import MOVES
from .place import PLACE

CLEAN = Step(
    "clean",
    "Clean the sealing faces",
    (
        Act(
            "wipe-face",
            "wipe the sealing face with the rag",
            "wipe",
            Line(
                "First I wipe the metal with the rag, until nothing of the old seal is left.",
                "먼저 걸레로 쇠 면을 닦아요. 헌 패킹 찌꺼기가 하나도 안 남을 때까지.",
            ),
            4.6,
            cue="seen",
        ),
        Act(
            "feel-face",
            "feel the sealing face with a fingertip",
            "feel",
            Line(
                "I run my fingertip all the way round, because I feel a scratch before I see it.",
                "손가락 끝으로 한 바퀴 쓱 만져 봐요. 긁힌 데는 눈보다 손이 먼저 알거든요.",
            ),
            4.2,
            cue="felt",
            quiet=True,
        ),
    ),
    skippable=True,
    repeatable=True,
)
GASKET = Step(
    "gasket",
    "Fit the gasket",
    (
        Act(
            "lay-gasket",
            "lay the gasket dry and centred",
            "gasket",
            Line(
                "The new gasket goes on dry, no grease, right in the middle of the bore.",
                "새 가스켓은 마른 채로 올립니다. 구리스 바르지 말고, 구멍 한가운데에 딱 맞춰서.",
            ),
            4.4,
            vague=Line(
                "The new gasket goes on, more or less in the middle, you will see.",
                "새 가스켓을 올립니다. 대충 가운데쯤에, 보면 알아요.",
            ),
        ),
        Act(
            "reseat-gasket",
            "lift the gasket and seat it again",
            "reseat",
            Line(
                "I lift the gasket once more and turn it a little, then it lies down flat.",
                "가스켓을 한 번 더 들어서 살짝 돌려 놓아요. 그래야 편평하게 앉아요.",
            ),
            4.0,
            cue="felt",
            quiet=True,
        ),
    ),
    after=("clean",),
)
COVER = Step(
    "cover",
    "Place the blind flange",
    (
        Act(
            "set-cover",
            "set the cover and line up the holes",
            "cover",
            Line(
                "Then I put the lid on top and line up the holes by eye.",
                "그다음에 뚜껑을 얹고, 볼트 구멍은 눈으로 맞춰요.",
            ),
            4.4,
            least=4.0,
            cue="seen",
        ),
        Act(
            "rock-cover",
            "press and rock the cover",
            "rock",
            Line(
                "I press with both hands and rock the lid. If it tips, something is under it.",
                "두 손으로 누르면서 뚜껑을 흔들어 봐요. 기우뚱하면 밑에 뭐가 낀 거예요.",
            ),
            4.2,
            cue="felt",
            quiet=True,
        ),
    ),
    after=("gasket",),
)
BOLTS = Step(
    "bolts",
    "Start the bolts by hand",
    (
        Act(
            "hand-start",
            "start every bolt with the fingers",
            "bolts",
            Line(
                "All four go in with the fingers only. If one of them fights me, out it comes.",
                "네 개 다 손가락으로만 돌려 넣어요. 하나라도 뻑뻑하면 도로 빼고요.",
            ),
            8.0,
            least=8.0,
            cue="felt",
        ),
    ),
    after=("cover",),
)
TORQUE = Step(
    "torque",
    "Tighten in a cross pattern",
    (
        Act(
            "tighten-cross",
            "tighten crosswise in small amounts",
            "wrench",
            Line(
                "Now the wrench, and I go across, never round in a circle, "
                "only a little on each one.",
                "이제 렌치를 잡고, 대각선으로 가요. 절대 빙 돌아가면서 조이지 말고, "
                "하나에 조금씩만.",
            ),
            6.4,
            least=6.0,
            vague=Line(
                "Now the wrench, across, and each one gets a bit, just the right amount.",
                "이제 렌치로 대각선으로, 하나씩 적당히 조여요.",
            ),
        ),
        Act(
            "stop-solid",
            "stop when the bolt turns solid",
            "finish",
            Line(
                "Here it stops feeling soft and turns solid under my hand. "
                "That is where I leave it.",
                "여기서 물렁물렁하던 게 손 밑에서 딱 단단해져요. 거기서 멈춥니다.",
            ),
            6.0,
            least=6.0,
            cue="felt",
            vague=Line(
                "Here you tighten until it is good. You just know when.",
                "여기서 됐다 싶을 때까지 조여요. 그냥 감으로 알아요.",
            ),
        ),
        Act(
            "try-bolts",
            "try each bolt head with the fingers",
            "try",
            Line(
                "With finger and thumb I try every bolt head, and none of them may move.",
                "손가락으로 볼트 머리를 하나하나 돌려 봐요. 하나도 움직이면 안 돼요.",
            ),
            4.4,
            cue="felt",
            quiet=True,
        ),
    ),
    after=("bolts",),
)
GAP = Step(
    "gap",
    "Check the gap with the feeler gauge",
    (
        Act(
            "gauge-gap",
            "slide the feeler gauge into the gap",
            "gauge",
            Line(
                "Last, the feeler gauge. I slide it in at four places, "
                "and it must drag the same everywhere.",
                "마지막으로 틈새 게이지요. 네 군데에 밀어 넣어 보는데, "
                "어디서나 똑같이 빡빡하게 걸려야 돼요.",
            ),
            6.6,
            least=6.0,
            cue="felt",
            vague=Line(
                "Last, the feeler gauge, in at four places. It should drag a little.",
                "마지막으로 틈새 게이지를 네 군데에 넣어 보는데, 살짝 걸리면 돼요.",
            ),
        ),
    ),
    after=("torque",),
    skippable=True,
    repeatable=True,
)
JOB = Job(
    id="flange",
    title=Line("Fit a blind flange at the bench", "작업대에서 맹플랜지 체결하기"),
    steps=(CLEAN, GASKET, COVER, BOLTS, TORQUE, GAP),
    moves=MOVES,
    place=PLACE,
    overview=Summary(
        Line(
            "I will show you how a blind flange goes on. Clean it, gasket on, lid on, "
            "bolts in by hand, tighten across, and then the gauge.",
            "맹플랜지 다는 걸 보여 드릴게요. 닦고, 가스켓 놓고, 뚜껑 얹고, 볼트는 손으로 넣고, "
            "대각선으로 조이고, 끝으로 게이지예요.",
        ),
        (
            "wipe-face",
            "lay-gasket",
            "set-cover",
            "hand-start",
            "tighten-cross",
            "gauge-gap",
        ),
    ),
    recap=Summary(
        Line(
            "So that was it. Clean faces, a dry gasket, and across with the wrench.",
            "이게 다예요. 면은 깨끗하게, 가스켓은 마른 채로, 렌치는 대각선으로.",
        ),
        (
            "wipe-face",
            "lay-gasket",
            "tighten-cross",
        ),
    ),
    mistakes=(
        Mistake(
            "skewed-gasket",
            "the gasket slips off the middle",
            "lay-gasket",
            "skew",
            "centre",
            2.6,
            Line(
                "Oh, it has slipped. Back to the middle with it.",
                "어, 밀렸네. 다시 가운데로.",
            ),
        ),
        Mistake(
            "circle",
            "the bolts are pulled round in a circle",
            "hand-start",
            "circle",
            "wrench",
            6.2,
            Line(
                "No, that was round in a circle. I start again and go across.",
                "아니, 빙 돌아가면서 조였네. 다시 대각선으로 갑니다.",
            ),
            ("tighten-cross",),
        ),
    ),
    undo=Undo(
        "gasket",
        "off_gasket",
        3.2,
        Line("No, I do not like it. Off again.", "아니, 마음에 안 들어. 다시 뺍니다."),
    ),
    questions=(
        Question(
            "stop-solid",
            Line("How do you know that it is tight?", "다 조여진 건 어떻게 아세요?"),
            Line(
                "It gets hard all at once, and the handle stops giving.",
                "갑자기 딱 딱딱해지고, 손잡이가 더 안 밀려요.",
            ),
        ),
        Question(
            "lay-gasket",
            Line("Why is there no grease on it?", "왜 구리스를 안 바르세요?"),
            Line(
                "Because a greasy gasket creeps away when you squeeze it.",
                "구리스 바르면 조일 때 가스켓이 밀려 나가거든요.",
            ),
        ),
    ),
)
