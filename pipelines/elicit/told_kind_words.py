"""Words that tell which kind of knowledge a sentence is, and where its reason begins.

Patterns over the normal form of a text (``pipelines.text.normalise``), Korean and English.
"""

from __future__ import annotations

import re

from data_schemas.knowledge import UnitKind
from pipelines.elicit.lexicon import HAZARD
from pipelines.elicit.told_words import either

# What names the kind of a sentence, and how surely: the more special, the more it counts.
KINDS: dict[UnitKind, tuple[re.Pattern[str], float]] = {
    "sop_gap": (
        either(
            r"(?:the )?(?:manual|procedure|book|standard|sheet|instructions?) (?:says?|wants?|has"
            r"|tells?)|(?:in|by) the (?:manual|book|procedure)|as written|what is written",
            r"(?:표준서|절차서|지침서|매뉴얼|설명서|작업 ?절차|교재|책)(?:에|엔|대로|하고|랑|이랑)"
            r"|적힌 ?(?:것|대로|건)|써 ?있|적혀 ?있",
        ),
        1.6,
    ),
    "incident": (
        either(
            r"last (?:year|month|week|winter|summer|spring|autumn|fall|time i)|years ago|one time"
            r"|i remember|there was (?:a|this|that|one) (?:time|day|case)|back in (?:19|20)\d\d"
            r"|in (?:19|20)\d\d|(?:once|one day),? (?:i|we|he|she|they|a|the|it)",
            r"한번은|한 번은|예전에|작년|재작년|지난(?:달|주|해|겨울|여름|봄|가을)|옛날에|언젠가"
            r"|몇 ?년 전|[0-9]+ ?년 전|그때는? 진짜",
        ),
        1.5,
    ),
    "hazard": (
        re.compile("|".join(HAZARD)),
        1.5,
    ),
    "novice_error": (
        either(
            r"newcomers?|beginners?|apprentices?|rookies?|new (?:people|guys?|hires?|workers?)"
            r"|trainees?|common mistake|the mistake|inexperienced|people who are new",
            r"초보|신입|처음 (?:하는|배우는|오는|온|하시는)|경험 ?없는|신참|후배들|애들은"
            r"|흔한 실수|자주 (?:하는 )?실수|많이들 (?:실수|틀)",
        ),
        1.5,
    ),
    "recovery": (
        either(
            r"(?:if|when) (?:that|it|this) happens|put it right|set it right|fix it|rescue"
            r"|start over"
            r"|to save it|can (?:still )?be saved|undo it|back (?:it )?out|redo it|repair it",
            r"바로잡|되돌리|되돌려|되살리|되살려|고치면|고쳐야|살릴|살려|복구|수습"
            r"|다시 (?:풀|빼|뜯|처음부터|떼|갈아|닦아)|그럴 때(?:는|엔)|그렇게 되면|그러면 다시",
        ),
        1.3,
    ),
    "exception": (
        either(
            r"except|unless|not always|only (?:if|when|for)|does(?:n't| not) apply|in (?:winter"
            r"|summer)"
            r"|exception|(?:don't|do not|never) do (?:it|that|this)(?: this way| so)? (?:if|when"
            r"|with)",
            r"예외|빼고는|말고는|제외|경우에는 (?:안|다르|달라)|때는 (?:안|다르|달라|이렇게 안)"
            r"|(?:겨울|여름|장마|비 ?오는 ?날)(?:에는|철에는|엔|이면)|이렇게 안 (?:하|해|합)",
        ),
        1.3,
    ),
    "what_if": (
        either(
            r"suppose|what if|let's say|imagine|if there (?:is|was|were) no|if (?:i|you) (?:had"
            r"|have) no"
            r"|if it (?:was|were)|without a (?:gauge|wrench|meter|helper)",
            r"만약|만일|가령|[가-힣]+(?:가|이) 없(?:으면|다면)|[가-힣]*(?:다면|라면)(?![가-힣])"
            r"|라고 치면|조건이",
        ),
        1.2,
    ),
    "option": (
        either(
            r"instead of|another way|other way|alternatively|you (?:can|could) also"
            r"|or you (?:can|could)"
            r"|some (?:people )?(?:do|use|prefer)|rather than|there are two ways",
            r"다른 방법|다른 방식|대신(?:에)?|[가-힣]+도 (?:돼|되|됩)|수도 있|두 가지 방법"
            r"|[가-힣]+는 사람도 있",
        ),
        1.2,
    ),
    "rule": (
        either(
            r"always|never|every (?:single )?time|as a rule|rule of thumb|the rule is"
            r"|without exception",
            r"항상|언제나|무조건|절대|매번|원칙|철칙|늘(?= )|규칙",
        ),
        1.0,
    ),
    "knack": (
        either(
            r"trick|knack|easier|easiest|the secret|took me (?:years|a long time|ages)|little habit"
            r"|what helps|makes it easy|shortcut|get the hang",
            r"요령|비결|수월|쉽게|쉬워|편하|편해|편합|노하우|손에 익|몸에 익|비법|꿀팁"
            r"|힘이 덜|힘 안 들",
        ),
        1.2,
    ),
    "reason": (
        either(
            r"because|so that(?! (?:was|is))|otherwise|or else|that's why|which is why"
            r"|the reason|this way it"
            r"|so it (?:does|won't|will|can)|or it",
            r"[가-힣]* ?때문|왜냐|[가-힣]+거든|안 그러면|그러지 않으면|그래야|이유는|이유가"
            r"|[가-힣]+(?<![습합됩립십])니까",
        ),
        1.0,
    ),
    "decision": (
        either(
            r"(?:if|when|once(?! more)|as soon as)(?: \S+){1,8},? (?:i|you|we|then|stop|slow"
            r"|turn|take|go"
            r"|back"
            r"|change|wait|move)|if(?: [^\s,]+){1,8}, \w+|i (?:decide|choose|switch|stop)"
            r"|then i know|tells me",
            r"(?!하필이면|보면 (?:그냥 |다 )?알)[가-힣]+(?<!일)(?<!주)(?<!년)(?<!월)면"
            r" (?!안 [돼되됩]|[돼되됩])(?:\S+ ){0,4}\S*(?:요|다|죠|야)\b"
            r"|[가-힣]+ 때는? (?:\S+ ){0,4}(?:멈|바꾸"
            r"|바꿔|늦|줄|올|세우|세워|넘어가)|판단|정해요|정합니다|결정",
        ),
        0.8,
    ),
    "key_point": (
        either(
            r"make sure|be sure|must|has to|have to|need to|important|carefully|(?<!i )don't"
            r"|(?<!i )do not|only"
            r"|keep (?:it|the)|the point is|slowly|gently|firmly",
            r"꼭(?!지)|[가-힣]+면 안 [돼되됩]|반드시|중요|확실|정확히|천천히|살살"
            r"|[가-힣]*야 (?:돼|되|됩|합|해|하|하죠)"
            r"|주의|조심"
            r"|핵심|말고|지 마",
        ),
        0.6,
    ),
}  # fmt: skip

# A reason inside a longer sentence: English after the point, Korean before it.
REASON_AFTER = re.compile(
    r"[,;]?\s+(?=(?:because|so that(?! (?:was|is))|otherwise|or else|or it|so it (?:does|won't"
    r"|will|can))\b)"
)
REASON_BEFORE = re.compile(r"(?:(?<![습합됩립십])니까|때문에|기 때문에|어서 그래야|아서 그래야)\s+")
LEADS_REASON = re.compile(
    r"^(?:because|so that|otherwise|or else|or|so)\s+|^(?:왜냐하면|왜냐면)\s*"
)
# What stands before is no word without it: 안 보이니까, 안 보이기 때문.
ENDS_REASON = re.compile(r"(?<=때문)에$")
