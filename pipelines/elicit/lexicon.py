"""Words that leave a measure open, and words of danger, Korean and English.

Patterns over the normal form of a text (``pipelines.text.normalise``). Korean ones begin where a
word begins, since what ends it is particles.
"""

from __future__ import annotations

_B = r"(?<![가-힣])"  # where a Korean word begins

# What is left open -> patterns. The first that fits is what a question asks for.
VAGUE: dict[str, tuple[str, ...]] = {
    "vague_feel": (
        r"\bjust know\b",
        r"\byou(?:'ll| will)? (?:just |simply )?(?:know|feel|see) (?:when|it|that)",
        r"\b(?:you will see|you'll see)\b", r"\bby (?:feel|eye|ear|instinct)\b",
        r"\b(?:gut|sixth) (?:feeling|sense)\b", r"\b(?:sounds?|feels?|looks?) (?:about )?right\b",
        r"\bhard to (?:say|explain|put)\b", r"\bget a feel\b", r"\bcomes with experience\b",
        r"(?<!\S)감(?:으로|이|을|만|각으로|각이)(?!\S)", r"(?<!\S)느낌(?:으로|이|상|에|대로)",
        r"(?<!\S)보면 (?:그냥 |다 |딱 )?(?:알|안다|압니)", r"(?<!\S)그냥 (?:알|안다|압니|딱 알)",
        r"(?<!\S)눈(?:대중|짐작|썰미)", r"(?<!\S)손(?:맛|대중|끝 감각)", r"(?<!\S)요령(?:껏|이)",
        r"(?<!\S)하다 ?보면", r"(?<!\S)말로 (?:는|하기|설명)",
    ),
    "vague_until": (
        r"\b(?:until|till|when) (?:it|it's|it is|that's|that is)(?: is| looks| feels| sounds)?"
        r" (?:good|right|fine|enough|okay|ok|done|ready|tight|clean|nice)\b",
        r"\b(?:good|long|far|tight|hot|cold|clean|dry) enough\b", r"\bjust enough\b",
        r"\bjust (?:the )?right\b", r"\bthe right (?:amount|time|moment|speed|angle|pressure)\b",
        r"(?<!\S)(?:됐다|되었다|다 됐다|이만하면|이 정도면|그 정도면)", r"(?<!\S)될 때까지",
        r"(?<!\S)(?:적당|알맞|적절)(?:히|하게|한|해|할)",
        r"(?<!\S)(?:타이밍|때)(?:를|을) (?:봐|보)",
        r"(?<!\S)알아서",
    ),
    "vague_amount": (
        r"\ba (?:little|tiny|wee)?\s?(?:bit|touch|hair|tad|smidge|smidgen)\b(?! of a problem)",
        r"\ba little\b", r"\bslightly\b", r"\bsome(?:what| more)\b",
        r"\bnot too (?:much|hard|fast)\b",
        r"\bmore or less\b", r"\bkind of\b", r"\broughly\b", r"\bgently\b", r"\beasy does it\b",
        r"(?<!\S)(?:살짝|살살|약간|조금|쪼끔|슬쩍|슬슬|대충|대강|웬만큼|어지간)",
        r"(?<!\S)(?:좀|조금만) 더", r"(?<!\S)너무 (?:세게|꽉|많이|빨리) (?:말|안|하지)",
        r"(?<!\S)(?:가볍게|부드럽게|지그시|넉넉(?:히|하게))",
    ),
}  # fmt: skip

# A measure beside it: then nothing is left open.
MEASURED = (
    r"\d", r"(?<!\S)(?:한|두|세|네|반) ?(?:바퀴|밀리|센티|초|분|번|칸|눈금)",
    r"\b(?:half|quarter|one|two|three|four|five) (?:a )?(?:turns?|millimet|seconds?|notch)",
)  # fmt: skip

# Only with its particle or ending is a Korean word one of danger: 베이 is in 베이컨, too.
HAZARD = (
    r"\b(?:danger|dangerous|hazard|unsafe)\b", r"\b(?:careful|watch out|watch your|mind your)\b",
    r"\b(?:hurt|injur\w*|wound\w*|get burnt|burns? (?:you|your\w*)|cuts? (?:you|your\w*))\b",
    r"\b(?:gets? hurt|hurts? (?:you|your\w*|some\w*)|flies (?:off|out))\b",
    r"\b(?:never|don't|do not|keep) (?:put |get |hold |hang )?your "
    r"(?:hand|hands|finger|fingers|eye|eyes|face|sleeve|sleeves|hair)\b",
    r"\b(?:fingers?|hands?|eyes?|face) (?:away|clear|out of)\b",
    r"\b(?:explod\w*|explosion|electric shock|shock you|catch(?:es)? fire|toxic|fumes|poison\w*)\b",
    r"\b(?:lose|lost|crush\w*|pinch\w*|trap\w*) (?:a |your |the )?(?:hand|finger|thumb)s?\b",
    rf"{_B}(?:위험|조심|주의|큰일)", rf"{_B}(?:다치|다쳐|다칠|다친|다칩)",
    rf"{_B}(?:화상|감전|폭발|화재|질식|중독|추락|골절|부상|사고)",
    rf"{_B}(?:베이(?!컨|스|지|어)|베여|베일|베인|찔리|찔려|찔릴|데이(?!터|트)|데여|데일|데인)",
    rf"{_B}(?:손|손가락|손끝|옷|소매|머리카락|장갑)(?:이|가|은|도)? ?"
    r"(?:말려|말릴|끼이|끼여|끼일|끼인|낄|잘리|잘려|잘릴)",
    rf"{_B}(?:끼이|끼일|눈에 들어|말려 ?들)",
    rf"{_B}(?:유독|가스 ?(?:새|샌|누출)|불꽃이 튀|불똥이 튀|튀어 ?(?:나|오르|올))",
)  # fmt: skip
