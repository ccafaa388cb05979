"""Words by which a step list is read out of what somebody says, Korean and English.

Patterns are matched against the normal form of ``pipelines.text.normalise``.
"""

import re

# why something is done, and what must be minded while doing it
REASON = re.compile(
    r"\b(?:because|so that|so it|otherwise|or else|that'?s why|which is why|in order to|or it)\b"
    r"|때문|거든|그래야|그러면 안|안 그러면|않으면|려고|(?<![습합됩러])니까|왜냐"
)
KEY_POINT = re.compile(
    r"\b(?:make sure|be careful|careful|carefully|watch out|must|never|always|only|until|don'?t"
    r"|do not|has to|have to|be sure|important|at least|at most|exactly|no more than"
    r"|gently|slowly)\b"
    r"|조심|반드시|절대|꼭|때까지|말고|지 마|안 돼|안 되|야 돼|야 되|야 합|야 해|야 하"
    r"|만큼만|주의"
    r"|확실|정확|천천히|살살"
)

# talk about the recording or the whole job, before or after the work
FRAME = re.compile(
    r"\b(?:i(?:'ll| will| am going to|'m going to) (?:show|explain|walk|teach)|today (?:we|i)"
    r"|welcome|that(?:'s| is) (?:all|it|the whole)|that was it|we(?:'re| are) (?:done|finished)"
    r"|thank you|thanks for|see you|in this video)\b"
    r"|보여 ?드|설명해 ?드|알려 ?드|안녕하|오늘은|이게 다|이상입|여기까지|수고|감사합"
    r"|끝입니|전부예|다예요"
)
ASIDE = re.compile(
    r"\b(?:by the way|speaking of|did you (?:see|hear|watch)|my (?:wife|husband|son|daughter"
    r"|grandson|granddaughter|kids|garden|dog|cat)|the weather|weekend|on sunday|on saturday"
    r"|holiday|lunch|canteen|football|baseball)\b"
    r"|그나저나|여담|우리 (?:손자|손녀|아들|딸|집사람|마누라)|집사람|남편|날씨|주말|일요일|토요일"
    r"|낚시|텃밭|식당|점심|야구|축구|(?:^| )[비눈](?:이|가|도)? ?(?:오|내리)[는고네면더기니]"
)
QUESTION = re.compile(r"\?\s*$")
UNDO = re.compile(
    r"^(?:no\b|oops|oh no|ah\b|wrong|not that|sorry|once more)|\b(?:start again"
    r"|wrong order|off again)\b"
    r"|^(?:아니|어이쿠|아이고|잘못|한 번 더)|마음에 안|순서가 틀|다시 (?:다 )?(?:뺍|빼|해"
    r"|가접|올|시작)"
)

# a clause that hangs on another one and names no work by itself
HANGING = re.compile(
    r"^(?:until|it|that|this|which|where|when|if|because|never|not|no|from there|with that"
    r"|or|by)\b"
    r"|^(?:그래야|그렇게|그 ?때|거기|그건|이건|절대)|(?:때까지|만큼만|않게|없게|다치게)$"
    r"|[가-힣]면 "
)

# what stands before the work in a clause and says nothing of it
LEAD = re.compile(
    r"^(?:(?:and|so|ok(?:ay)?|all ?right|alright|right|well|yeah|yes|good|great|nice"
    r"|perfect|cool|um+|uh+"
    r"|now|then|next|first(?: of all)?|second(?:ly)?|third(?:ly)?|finally|last(?:ly)?|also"
    r"|again|but"
    r"|after that|the (?:first|next|second|third|last|final) (?:thing|step)(?: is)?|just"
    r"|please|here"
    r"|basically|actually|maybe|let me see|go ahead and|kind of)\b[\s,.:;-]*)+"
)
LEAD_KO = re.compile(
    r"^(?:(?:(?:자|네|예|음|어|그|저)(?=[,.])|(?:자|음|이제|그럼|그러면|그리고|그다음(?:에"
    r"|엔|은)?|그 다음(?:에|엔|은)?"
    r"|다음(?:에는|에|으로|은)?|먼저|우선|첫째|둘째|셋째|첫 ?번째(?:로|는)?|두 ?번째(?:로"
    r"|는)?|세 ?번째(?:로|는)?"
    r"|마지막으로|마지막은|끝으로|여기서|좋습니다|좋아요|그래서|일단)(?=[\s,.]|$))[\s,.]*)+"
)
SUBJECT = re.compile(
    r"^(?:(?:i|we|you|you guys|he|she|they)(?:'ll|'re|'m|'d| will| are| am| can| could"
    r"| should| would| have| need| want"
    r"| may| might| must)?(?: (?:just|now|then|also|first|have|need|want|like|gonna|going"
    r"|go ahead and))*"
    r"(?: to\b)?(?: (?:go ahead and|start(?: off)? by|begin by))?"
    r"|let'?s(?: (?:just|go ahead and))?|let us|what you(?:'re| are)? (?:do|want to do"
    r"|going to do|need to do) is(?: to)?"
    r"|you gonna do is(?: to)?|is to|gonna|going to|time to|i want you to|i need you to|can you"
    r"|could you|if you can|if you could|(?:is|it)? ?(?:we|you)(?:'re| are)? (?:gonna"
    r"|going to))\s+"
)
