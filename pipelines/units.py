"""Units of the shop floor and number words, Korean and English, as people say them."""

# symbol: names. A Korean name may be followed by particles, an English one by a plural s.
UNITS: dict[str, tuple[str, ...]] = {
    "mm": (
        "밀리미터", "미리미터", "밀리", "미리",
        "millimeter", "millimetre", "mil", "mill", "milli", "mm",
    ),
    "cm": ("센티미터", "센치미터", "센티", "센치", "centimeter", "centimetre", "cm"),
    "m": ("미터", "meter", "metre", "m"),
    "µm": ("마이크로미터", "마이크론", "미크론", "micrometer", "micrometre", "micron", "µm", "um"),
    "in": ("인치", "inch", "inches"),
    "kg": ("킬로그램", "킬로", "kilogram", "kilo", "kg"),
    "g": ("그램", "gram", "g"),
    "N": ("뉴턴", "뉴튼", "newton"),
    "N·m": (
        "뉴턴미터", "뉴튼미터", "뉴턴 미터", "뉴튼 미터",
        "newton meter", "newton metre", "newtonmeter", "nm", "n·m", "n.m", "n-m",
    ),
    "kN": ("킬로뉴턴", "kilonewton", "kn"),
    "A": ("암페어", "ampere", "amp", "a"),
    "mA": ("밀리암페어", "milliampere", "milliamp", "ma"),
    "V": ("볼트", "volt", "v"),
    "kV": ("킬로볼트", "kilovolt", "kv"),
    "W": ("와트", "watt", "w"),
    "kW": ("킬로와트", "kilowatt", "kw"),
    "Ω": ("옴", "ohm", "Ω"),
    "Hz": ("헤르츠", "hertz", "hz"),
    "rpm": ("알피엠", "revolutions per minute", "rpm"),
    "bar": ("바", "bar"),
    "MPa": ("메가파스칼", "megapascal", "mpa"),
    "psi": ("피에스아이", "psi"),
    "°C": ("도씨", "섭씨도", "degrees celsius", "degree celsius", "degrees centigrade", "°c"),
    "°": ("도", "degree", "°"),
    "%": ("퍼센트", "프로", "percent", "per cent", "%"),
    "s": ("초", "second", "sec", "s"),
    "min": ("분", "minute", "min"),
    "h": ("시간", "hour", "h"),
    "L": ("리터", "liter", "litre", "l"),
    "mL": ("밀리리터", "시시", "milliliter", "millilitre", "ml", "cc"),
    "turn": ("바퀴", "회전", "turn", "revolution", "rotation"),
    "times": ("번", "회", "times"),
    "pcs": ("개", "pieces"),
    "drop": ("방울", "drop"),
}  # fmt: skip

# Names that are ordinary words, too: taken only after digits or an unmistakable number word.
AMBIGUOUS = frozenset(
    {
        "바", "도", "분", "개", "초", "회", "번", "프로", "바퀴", "볼트", "미리", "옴", "시시",
        "회전", "방울", "시간",
    }
)  # fmt: skip
# Words that begin like a unit: 회로 is a circuit, 도면 a drawing, 삼분의 일 a third.
OTHER_WORDS = frozenset({"회로", "회의", "도면", "초과", "분의", "한번"})
# One letter means a unit in this case only: 5S is no time, and "3 a" no current.
LETTERS = frozenset("AVvWwgmshLl")
# Verbs and an ordinal, too (two turn it, the twenty second): more than one needs the plural s.
VERBS = frozenset({"turn", "drop"})
ORDINALS = frozenset({"second"})

# May follow a Korean unit in the same word.
PARTICLES = (
    "을|를|이|가|은|는|에서|에|으로|로|까지|부터|만|도|와|과|의|씩|정도|쯤|짜리|이상|이하|미만|초과"
    "|간|동안|마다|보다|이나|나|밖에|하고|이랑|랑|당|후|이면|면|이고|고|이며|며|이라고|라고|이라|라"
)
ENDINGS = (
    "입니다|입니까|이에요|예요|에요|이다|다|이죠|죠|이요|요|인"
    "|(?:이었|였|인데|이지|지|이거든|거든|이네|네|이잖|잖|이니|니)[가-힣]*"
)

SINO_DIGITS = {
    "영": 0, "공": 0, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "륙": 6,
    "칠": 7, "팔": 8, "구": 9,
}  # fmt: skip
SINO_SMALL = {"십": 10, "백": 100, "천": 1000}
SINO_LARGE = {"만": 10_000, "억": 100_000_000}
# "if", not 10001
NO_NUMBERS = frozenset({"만일"})

NATIVE_ONES = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5,
    "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
NATIVE_TENS = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70,
    "여든": 80, "아흔": 90,
}  # fmt: skip
NATIVE_UNITS = frozenset({"바퀴", "회전", "번", "개", "방울", "시간"})
HALF = "반"
HALF_UNITS = frozenset(
    {
        "바퀴", "회전", "시간", "방울", "밀리미터", "밀리", "미리", "센티", "센치", "인치", "미터",
        "리터",
    }
)  # fmt: skip

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
    "fifteen sixteen seventeen eighteen nineteen",
)
ENGLISH_ONES = {word: number for number, word in enumerate(" ".join(_ONES).split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH_TENS = {word: 10 * number for number, word in enumerate(_TENS.split(), 2)}
ENGLISH_LARGE = {"thousand": 1000, "million": 1_000_000}
ENGLISH_PARTS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4,
    "quarters": 1 / 4, "eighth": 1 / 8, "eighths": 1 / 8, "sixteenth": 1 / 16,
    "sixteenths": 1 / 16,
}  # fmt: skip
# Said bare before a unit: half a turn, quarter turn; "third" alone is an ordinal.
ENGLISH_BARE_PARTS = frozenset({"half", "quarter"})
