"""What is said off the topic, and the few sentences that fit any job."""

from .jobs.base import Line

OFF_TOPIC = (
    Line(
        "My grandson was here on Sunday, by the way. He wants to be a drummer, of all things.",
        "그나저나 우리 손자가 일요일에 왔다 갔는데, 하필이면 드럼을 치겠대요.",
    ),
    Line(
        "Did you see the rain this morning? My whole garden is under water.",
        "오늘 아침에 비 오는 거 봤어요? 우리 텃밭이 다 잠겼어요.",
    ),
    Line(
        "The soup in the canteen was good today. They should cook that more often.",
        "오늘 식당 국이 괜찮았어요. 그거 좀 자주 하지.",
    ),
    Line(
        "In March I will go fishing every day. My wife says I will be bored in a week.",
        "삼월부터는 날마다 낚시나 갈 거예요. 집사람은 일주일이면 질릴 거래요.",
    ),
    Line(
        "They want to paint the hall green, I heard. Who picks these colours?",
        "공장 벽을 초록으로 칠한다던데, 그런 색은 누가 고르는지.",
    ),
)
AGAIN = Line("Once more, the same way.", "한 번 더, 똑같이.")
