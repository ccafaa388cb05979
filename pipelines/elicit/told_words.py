"""Words that tell what somebody perceives, when something holds, and how much it is.

Patterns over the normal form of a text (``pipelines.text.normalise``). Korean ones begin where a
word begins, since what ends it is particles and endings.
"""

from __future__ import annotations

import re

from data_schemas.knowledge import Modality

_B = r"(?<![가-힣])"  # where a Korean word begins
# 봐요 behind a verb (만져 봐요) is to try, not to look
_NO_TRY = "(?<![아어여져려러켜해춰워와겨내쳐] )"


def either(english: str, korean: str) -> re.Pattern[str]:
    """Whole English words, or Korean ones from where a word begins."""
    return re.compile(rf"\b(?:{english})\b|{_B}(?:{korean})")


# Parts of a sentence that hold something of their own: conditions, and what follows them.
CONDITION = re.compile(
    r"\b(?:if|when|whenever|once|unless|until|except (?:if|when|for|in)|as soon as)"
    r"(?:\s[^\s,;.]+){2,}?(?=[,;.]|\s(?:i|you|we|then)\s|$)"
    rf"|[^,;.]*?(?:[가-힣]면|[가-힣] 때(?:는|엔|에는)?|[가-힣] 경우(?:에는|에|엔)?|{_B}(?:겨울"
    rf"|여름|장마)"
    r"(?:철)?(?:에는|엔))(?=[\s,.]|$)",
    re.IGNORECASE,
)
NOT_THEN = re.compile(r"^\s*(?:unless|except)\b|말고|아니면$|빼고")

SENSES: dict[Modality, re.Pattern[str]] = {
    "hearing": either(
        r"sounds?|hear|heard|listen(?:ing)?|noise|noisy|hiss(?:es|ing)?|click(?:s|ing)?|squeal\w*"
        r"|crackl\w*|rattl\w*|hum(?:s|ming)?|knock(?:s|ing)?|whistl\w*|pitch|quiet|loud",
        r"소리|들리|들려|들으|들어 ?보|귀(?:로|를|에)|시끄|조용|찌직|지글|딱딱 ?거|삐걱|덜그럭|웅웅"
        r"|쇳소리|소음",
    ),
    "smell": either(r"smells?|odou?rs?|stink\w*|sniff", r"냄새|타는 ?내|누린내|코(?:로|에)"),
    "touch": either(
        r"feels?|felt|feeling|vibrat\w*|stiff(?:er|ness)?|soft(?:er)?|smooth(?:er)?|rough(?:er)?"
        r"|resistance|gives way|gives a little|fingertips?|warm(?:er)?|hot(?:ter)?|grit(?:ty)?"
        r"|slips?"
        r"|sticky|drags?|catches|pulls back",
        r"느낌|느껴|느낍|손끝|손(?:에|으로) (?:오|느|전)|떨림|떨리|떨려|진동|뻑뻑|빡빡|뻐근|부드러"
        r"|부드럽|걸리|걸려|미끄러|미끌|뜨끈|뜨거|뜨겁|차가|차갑|미지근|거칠|저항|물렁|묵직",
    ),
    "taste": either(r"tastes?", r"맛을 ?보|혀(?:로|에)"),
    "sight": either(
        r"see|seen|saw|looks?(?! for me)|looking|watch(?:ing)?(?! out)|colou?rs?|shin(?:e|es|y)"
        r"|bright"
        r"|dark(?:er)?|red|blue|blueish|bluish|white|yellow(?:ish)?|silver|shapes?|visible|eye"
        r"|gleams?"
        r"|ripples?|bubbles?|smoke|spark(?:s|ing)?|glow(?:s|ing)?|line is|edge is",
        rf"보이|보여(?! ?드)|보입|보일|{_NO_TRY}(?:보면|보고 ?있|봅니다|봐요)|눈으로|눈에"
        rf"|색(?!인)|빛|반짝|번쩍|모양"
        r"|하얗|하얘"
        r"|빨갛|빨개|까맣|누렇|누래|푸르|파래|무늬|물결|연기|불꽃|거품|기포|자국|광택|테두리",
    ),
}  # fmt: skip
WRONG = either(
    r"wrong|bad|too (?:much|hot|fast|tight|hard)|off|broken|cracked|trouble|problem|stop",
    r"이상|나쁘|나쁜|잘못|안 좋|문제|멈춰|멈추|큰일|불량|탈이",
)

# An amount that only the hand knows.
FELT = either(
    r"a (?:little|tiny|wee) ?(?:bit|touch|hair)?|a (?:bit|touch|hair|tad)|slightly|just enough"
    r"|not too (?:much|hard|fast|tight)|by feel|gently|somewhat",
    r"살짝|살살|약간|조금|쪼끔|슬쩍|적당(?:히|하게)|알맞게|감으로|대충|지그시|웬만큼",
)
MEASURED_BY = either(
    r"measur\w*|gauge|caliper|meter|dial|scale|ruler|torque wrench|thermometer|display|reads?",
    r"재(?:서|고|면|는|야|어|요|보|봅|봐)|게이지|눈금|계기|캘리퍼|자로|줄자|토크 ?렌치|온도계"
    r"|표시창|측정",
)
FELT_BY = either(
    r"by (?:feel|hand|eye|ear)|i feel|feels|fingertips?",
    r"느낌|감으로|손(?:맛|끝|으로)|눈대중|눈짐작|손대중",
)

# What a number may be a measure of, by its unit.
_LENGTH = ("distance 거리", "gap 간격", "gap 틈", "thickness 두께", "width 폭", "depth 깊이",
           "height 높이", "length 길이", "diameter 지름", "diameter 직경", "clearance 유격",
           "offset 치우침", "overlap 겹침", "stroke 행정")  # fmt: skip
_FORCE = ("force 힘", "weight 무게", "load 하중")
_TIME = ("time 시간",)
_PRESSURE = ("pressure 압력",)
_VOLUME = ("amount 양", "volume 부피", "flow 유량")
MEASURES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("mm", "cm", "m", "µm", "in"), _LENGTH),
    **dict.fromkeys(("N", "kN"), _FORCE),
    **dict.fromkeys(("kg", "g"), ("weight 무게", "load 하중", "force 힘")),
    **dict.fromkeys(("s", "min", "h"), _TIME),
    **dict.fromkeys(("bar", "MPa", "psi"), _PRESSURE),
    **dict.fromkeys(("L", "mL", "drop"), _VOLUME),
    "N·m": ("torque 토크",), "A": ("current 전류",), "mA": ("current 전류",),
    "V": ("voltage 전압",), "kV": ("voltage 전압",), "W": ("power 출력",), "kW": ("power 출력",),
    "Ω": ("resistance 저항",), "Hz": ("frequency 주파수",), "rpm": ("speed 회전수", "speed 속도"),
    "°C": ("temperature 온도",), "°": ("angle 각도", "temperature 온도", "slope 기울기"),
    "%": ("share 비율", "humidity 습도", "concentration 농도", "speed 속도"),
    "turn": ("turns 바퀴 수",), "times": ("times 횟수",), "pcs": ("count 개수",),
}  # fmt: skip

NOTHING = re.compile(
    r"^(?:(?:no|nope|nothing|none|not really|nothing special|i don't know"
    r"|can't think of any(?:thing)?"
    r"|no,? nothing(?: special)?|there is nothing|not that i know(?: of)?)[\s.,!]*)+$"
    r"|^(?:(?:아니요?|아뇨|음|글쎄요?|그런 ?건|그런 ?거|그건|딱히|특별히|특별한 ?(?:건|거|것은)"
    r"|별로|따로"
    r"|별다른 ?(?:건|거)|없어요|없습니다|없는데요|없네요|없죠|없지요|없다|모르겠어요"
    r"|모르겠습니다|모르겠네요"
    r"|잘)[\s.,!]*)+$"
)
RECITED = either(
    r"that's how (?:it's|it is|we|you) do\w*|by the book|as (?:it says|written|always)"
    r"|standard practice"
    r"|that's the procedure",
    r"절차대로|원래 (?:그렇게|이렇게)|다 (?:그렇게|이렇게)|정해진 ?대로|시키는 ?대로|배운 ?대로"
    r"|규정대로",
)
