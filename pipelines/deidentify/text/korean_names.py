"""Korean names: by the title behind them, in an introduction, or by typical syllables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier, Why
from pipelines.deidentify.text import name_words as words
from pipelines.deidentify.text.found import hit
from pipelines.particles import PARTICLES

_LONG = "|".join(words.LONG_SURNAMES)
_SUR = f"[{words.SURNAMES}]"
_STRONG, _WEAK = "|".join(words.STRONG_TITLES), "|".join(words.WEAK_TITLES)
_PARTICLE = "|".join(sorted(PARTICLES, key=len, reverse=True))
TAIL = (
    rf"(?:들|네)?(?:(?:{_PARTICLE}){{0,3}}"
    r"|(?:이|이시|이셨|이신|이었|였|이랬|라)[가-힣]{0,4})(?![가-힣])"
)
_FREE = "(?<![가-힣])"
_TITLED = re.compile(
    rf"{_FREE}((?:{_LONG})[가-힣]{{1,2}}|{_SUR}[가-힣]{{0,2}}?)(\s?)({_STRONG}|{_WEAK})(님)?{TAIL}"
)
_NIM = re.compile(rf"{_FREE}((?:{_LONG})[가-힣]{{1,2}}|{_SUR}[가-힣]{{2}})\s?님{TAIL}")
_SSI = re.compile(
    rf"{_FREE}([가-힣]{{2,4}}?)\s씨{TAIL}|{_FREE}({_SUR}[가-힣]{{2}}|[가-힣]{{2}})씨{TAIL}"
)
_KIN = re.compile(rf"{_FREE}([가-힣]{{2,3}}?)(이)?\s?({'|'.join(words.RELATIONS)}){TAIL}")
_SAYS = r"(?=입니다|이고|이에요|예요|이라고|라고|이라|라\s|이야|이요|인데|이구요)"
_MY_NAME = re.compile(rf"(?:이름[은이]|성함[은이])\s([가-힣]{{2,4}}?){_SAYS}")
_I_AM = re.compile(
    rf"{_FREE}(?:저는|나는|전)\s(?:[가-힣]+\s){{0,2}}((?:{_LONG})[가-힣]{{1,2}}"
    rf"|[{words.COMMON_SURNAMES}][가-힣]{{2}}){_SAYS}"
)
_BARE = re.compile(
    rf"{_FREE}([{words.COMMON_SURNAMES}]([가-힣]{{2}}))(?:이(?=가|는|랑|도|를|한테|네))?{TAIL}"
)


def korean_names(text: str, language: str) -> Iterator[Identifier]:
    """The name alone is told, without title and particle."""
    for match in _TITLED.finditer(text):
        why = _by_title(match)
        if why:
            yield hit(text, match.span(1), "person", why)
    for match in _NIM.finditer(text):
        if not _is_trade(match[1]) and not match[1].endswith("장"):
            yield hit(text, match.span(1), "person", "form")
    yield from _called(text)
    yield from _introduced(text)
    for match in _BARE.finditer(text):
        if match[2] in words.GIVEN_KO:
            yield hit(text, match.span(1), "person", "likely")


def _by_title(match: re.Match[str]) -> Why | None:
    """김철수 반장 is clear, 배선 기사 is nobody, 이 반장 may be this foreman."""
    name, apart, title, honoured = match.group(1, 2, 3, 4)
    if _is_trade(name) or match[0].startswith(words.NO_TITLED):
        return None
    weak = title in words.WEAK_TITLES and not honoured
    if len(name) == 1:
        unclear = name in words.ALSO_WORDS and bool(apart)
        if name == words.DEPUTY or (weak and (apart or title != "기사")):
            return None
        if weak or (unclear and name == "이" and not honoured):
            return "likely"
        if unclear and not honoured:
            return None
        return "likely" if unclear and name != "이" else "form"
    if len(name) == 2:
        return None if weak or not apart else "likely"
    return "likely" if weak else "form"


def _called(text: str) -> Iterator[Identifier]:
    """철수 씨, 영식이 형."""
    for match in _SSI.finditer(text):
        group = 1 if match[1] else 2
        if match[0].startswith(words.SEEDS) or match[group] in words.SEED_WORDS:
            continue
        if not any(f"{match[group]}씨".endswith(seed) for seed in words.SEEDS):
            yield hit(text, match.span(group), "person", "form")
    for match in _KIN.finditer(text):
        known = match[1] in words.GIVEN_KO or match[1][1:] in words.GIVEN_KO
        if known:
            yield hit(text, match.span(1), "person", "form")


def _introduced(text: str) -> Iterator[Identifier]:
    for match in _MY_NAME.finditer(text):
        if match[1][0] in words.SURNAMES or match[1] in words.GIVEN_KO:
            yield hit(text, match.span(1), "person", "context")
    for match in _I_AM.finditer(text):
        if (
            not _is_trade(match[1])
            and match[1] not in words.JOBS
            and match[1][-1] not in "공사관장"
        ):
            yield hit(text, match.span(1), "person", "context")


def _is_trade(name: str) -> bool:
    """Words of the trade and names of teams: 배선, 조립반, 생산부."""
    if name[:2] in words.TRADE or name[-1] in words.NOT_AT_AN_END:
        return True
    return len(name) == 3 and name[-1] in words.TEAM_ENDINGS and name[1:] not in words.GIVEN_KO
