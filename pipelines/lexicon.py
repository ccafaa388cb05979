"""Word lists of both languages that the text functions lean on."""


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# words that say nothing about which step is meant
STOP = _set(
    "a an the and or but so to of in on off out up down at for with from by as is are was be been",
    "it its this that these those there here i you we he she they my your our their me us them",
    "do does did done have has had can could will would should going gonna go just like okay ok",
    "yes yeah no not then now next first last one some any all also what which how um uh oh well",
    "let lets let's it's that's you're i'm we're don't right good great need want",
    "이 그 저 것 거 수 네 예 자 음 어 아 이제 다음 먼저 그리고 그다음 여기 저기 좀 더",
)

# words that tell whether a new step opens; Korean entries stand for any word that holds them
CUES: dict[str, frozenset[str]] = {
    "order": _set(
        "next first second third fourth finally lastly last step begin start ready after",
        "다음 먼저 우선 마지막 시작 첫 첫째 첫번째 두번째 세번째 단계 순서",
    ),
    "now": _set("now then once 이제 이번 그러면 그럼 지금 자"),
    "request": _set("please let's lets ahead let 주세 하세 보세 하십 주십 합시 해봅"),
    "done": _set(
        "great nice good perfect awesome done finished excellent",
        "좋습 좋아 잘했 됐습 됐어 끝났 완료",
    ),
    "detail": _set(
        "you can could should other it it's that part side just no yes sure stop wait",
        "아니 조심 잠깐 그거 이거 그쪽 저쪽 네 예",
    ),
}
OPENING_CUES = ("order", "now", "request")

# pairs of opposite actions: embeddings put "turn on" beside "turn off", a reader does not.
# Entries are beginnings of words; "turn off" also finds "turn the camera off".
SENSES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "join": (
        (
            *("attach", "insert", "connect", "install", "mount", "fit", "put in", "put on"),
            *("put the", "put it", "put back", "slide in", "push in", "place", "assembl", "load"),
            *("plug", "fill", "add", "set up"),
            *("끼우", "끼워", "꽂", "붙이", "붙여", "장착", "조립", "넣", "연결", "결합"),
        ),
        (
            *("remov", "detach", "take off", "take out", "take it", "take the", "pull out"),
            *("pull it", "pop out", "slide out", "eject", "disassembl", "disconnect", "unplug"),
            *("uninstall", "withdraw", "empty"),
            *("빼", "뽑", "분리", "해체", "떼", "제거", "분해", "비우", "꺼내"),
        ),
    ),
    "power": (
        ("turn on", "switch on", "power on", "켜", "켠", "켭", "켤"),
        ("turn off", "switch off", "power off", "shut", "끄고", "끈다", "끕", "꺼요"),
    ),
    "open": (("open", "열어", "열고", "연다", "엽니"), ("clos", "닫")),
    "turn": (
        ("tighten", "screw", "조이", "조여", "조인", "조입", "죄"),
        ("unscrew", "loosen", "unbolt", "풀어", "풀고", "푼다", "풉니"),
    ),
}

# patterns of a sentence that says that something done is taken back
TAKEN_BACK = (
    r"\b(?:undo|undoing|undid)\b",
    r"(?:^|\b(?:tak|took|pull|get|got|slid|pop|screw|lift|com|came|pry|push|slip)\w*"
    r"(?:\s\S+){0,4}?\s)(?:off|out|apart)(?:\s\S+){0,3}?\sagain\b",
    r"\bback (?:(?:it|that|this|them) )?(?:all the way )?(?:out|off)\b",
    r"\b(?:loosen|unscrew|remov|detach|disconnect|unplug|unclamp|unbolt)\w*(?:\s\S+){0,5}?\sagain\b",
    r"(?:다시|도로)\s(?:\S+\s){0,2}?"
    r"(?:빼|뺍|뺐|뺀|뽑|떼|뗍|뗐|벗기|벗겨|풀어|풀었|풀고|풀게|풉니|푼다|분리|해체|꺼내|꺼냅|꺼냈)",
    r"되돌(?:리|려|립|린|렸|릴)|원상\s?복구",
)
# and what makes of it a condition, a warning, a plan for later or a switch
NOT_TAKEN_BACK = (
    r"\b(?:if|when|whenever|unless|until|without|never|later|not|don't|won't|didn't|can't)\b",
    r"\b(?:turn|switch|power)\w*\b.*\b(?:on|off)\b",
    r"\S면(?:\s|$)",
    r"(?:^|\s)(?:안|못|나중에)\s|말고|지\s?마|지\s?않",
)

# what says "once more" by itself, and what does so of a step that is being done ("I do it again")
ONCE_MORE = (
    r"\b(?:once more|one (?:more|last) time|an?(?:other| second| third) time)\b",
    r"(?:^|\s)(?:다시 |또 )?한 ?번 ?더(?=\s|$)|(?:^|\s)(?:다시|또) 한 ?번(?=\s|$)",
)
DONE_AGAIN = (
    r"\b(?:do|doing|did) (?:it|that|this|them|everything|(?:the|this|that) (?:\w+ )?"
    r"(?:step|procedure|process|operation|thing))\b.*\b(?:again|all over)\b",
    r"\b(?:redo|redoing|repeat|repeating) (?:the|this|that) (?:\w+ )?"
    r"(?:step|procedure|process|operation)\b",
    r"(?:똑같이|처음부터|방법으로|방식으로|이걸|이거|그걸|그거|단계[를도]?|작업[을도]?|과정[을도]?|공정[을도]?)"
    r"(?:\s\S+)?\s(?:다시|또)\s(?:\S+\s)?(?:하|해|했|합|할|반복)",
    r"(?:^|\s)(?:다시|또) (?:똑같이|처음부터)(?=\s|$)",
    r"(?:단계|작업|과정|공정)[을를]? (?:\S+ )?반복(?:하|해|했|합|할)",
)
# nothing else may stand in such a sentence, but for an action that a step of the list names
BESIDE_ONCE_MORE = _set(
    "and so now okay ok right well then alright good yes here there let's let me us i we i'll",
    "we'll i'm we're am are will going to gonna just please do doing did go through over it",
    "that this them these the same thing way everything all of whole entire step procedure",
    "process operation exactly completely like as in from top start beginning before again redo",
    "repeat repeating once one more last time another second third a 자 그럼 이제 그리고 네 예",
    "음 여기 여기서 방금 한 거 것 걸 것을 이거 이걸 이것을 그거 그걸 그것을 이 그 이번 같은",
    "똑같은 전체 전체를 전부 모두 다 단계 단계를 단계도 작업 작업을 작업도 과정 과정을 공정",
    "공정을 동작 동작을 방법 방법으로 방식 방식으로 똑같이 처음부터 아까처럼 그대로 번 더 한번",
    "다시 또 합니다 합시다 할게요 할께요 하겠습니다 하죠 하지요 해요 했어요 했습니다 한다 해",
    "볼게요 보겠습니다 봅니다 봅시다 주세요 해볼게요 해보겠습니다 해봅니다 하세요 갑니다 갈게요",
    "가겠습니다 반복합니다 반복할게요 반복하겠습니다 반복해요 반복했어요 반복했습니다",
)
# a condition, a rule, a wish, a denial: the action that is named is not being done once more
NOT_ONCE_MORE = (
    r"\b(?:once (?:you|we|i|it|they|that|the)|if|when|whenever|unless|until|without|never|later"
    r"|not|\w+n't|can|could|should|would|may"
    r"|might|must|need|needs|have|has|want|wanna|try|always|every|each|usually|sometimes|often"
    r"|tomorrow|yesterday|before)\b",
    r"\S면(?:\s|$)|\S[아어여해]야(?:\s|$)|(?:^|\s)(?:안|못|나중에|다음에|항상|늘|매번|보통|가끔)\s",
    r"말고|지 ?마|지 ?않|[을를할] ?수 ?있|싶|때(?:\s|$)|까요?$|나요$",
)
# after one of these the same thing is tried again, which is no second time
SLIPS = (
    r"\b(?:oops|whoops|ouch|oh no|wrong|mistake|sorry|broke|broken|slid|slipped|missed|stuck)\b"
    r"|^no\b",
    r"어이쿠|아이고|이런|틀렸|빠졌|밀렸|끊어|잘못|실수|붙었|미끄러|^아니",
)
