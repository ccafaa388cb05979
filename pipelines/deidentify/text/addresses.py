"""Where somebody lives or works: streets with numbers, Korean and American."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier
from pipelines.deidentify.text.found import BEGIN, follows, hit, near
from pipelines.deidentify.text.places import PROVINCES

_REGION = rf"(?:{PROVINCES})(?:특별자치시|특별자치도|특별시|광역시|도|시)?\s"
# 다시 (again), 공구 (a tool), 표시 (a mark) end like towns
_TOWN = (
    r"(?!(?:다|혹|역|잠|즉|반드|동|일|표|지|감|수|정|임|출|전|게|제|적|무|몇)시\s)"
    r"(?!(?:공|기|도|지|출|입|배출|흡입|투입|배기|요|연|친|가|각|항|개|문|전|영|누)구\s)"
    r"(?!(?:장|대|적|미|국|해|육)군\s)[가-힣]{1,5}[시군구]\s"
)
_STREET = r"[가-힣0-9]{1,10}(?:대로|로|길)\s?\d{1,4}(?:번가?길\s?\d{1,4})?(?:-\d{1,4})?"
_PARCEL = r"[가-힣]{1,5}(?:[읍면]\s[가-힣]{1,5}리|[동리가])\s\d{1,4}(?:-\d{1,4})?"
_DOOR = r"(?:번지)?(?:,?\s?\d{1,4}동)?(?:,?\s?\d{1,5}호)?"
# 시위로 1명: so many of something
_COUNTED = (
    r"(?!\s?(?:명|번(?!지)|개|회|시|분|초|도|칸|바퀴|밀리|미터|센티|인치|킬로|퍼센트|프로|%|mm|cm|rpm|알피엠"
    r"|단(?!지)|장|대|차|년|월|일|바|볼트|암페어|뉴턴))"
)
_KOREAN = re.compile(
    rf"(?<![가-힣])(?:{_REGION})?(?:{_TOWN}){{0,2}}(?:{_STREET}|{_PARCEL}){_DOOR}(?![0-9]){_COUNTED}"
)
_SURE = re.compile(rf"(?:{_REGION}|{_TOWN})|번가?길")
_HOME = re.compile(r"주소|(?<![가-힣])(?:집|본가|댁|본적)(?:이|은|는|을)?(?![가-힣])")
_LIVES = re.compile(r"^(?:에|에서)?\s?(?:살|사는|거주)")
# 앞으로 3 and 가로 30 are ways and sizes
_WAYS = re.compile(
    r"(?:으로|위로|아래로|뒤로|가로|세로|도로|따로|서로|바로|새로|주로|차로|별로|그대로|이대로|저대로"
    r"|순서대로|차례대로|하던\s?대로|함께로)\s?\d"
)
_TYPE = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Terrace"
    r"|Highway|Hwy|Parkway|Pkwy|Circle|Square)\b\.?"
)
_AMERICAN = re.compile(
    rf"{BEGIN}\d{{1,5}}(?:\s[A-Z][a-z]+\.?){{1,3}}\s{_TYPE}(?:,?\s(?:Apt|Suite|Unit)\.?\s\w{{1,5}})?"
    r"(?:,\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)?(?:,?\s[A-Z]{2}(?:\s\d{5}(?:-\d{4})?)?(?![A-Za-z]))?"
)
_BOX = re.compile(r"\bP\.?\s?O\.?\s?Box\s\d{1,6}", re.IGNORECASE)


def addresses(text: str, language: str) -> Iterator[Identifier]:
    """A street with its number, where a town or the words around say that it is an address."""
    for match in _KOREAN.finditer(text):
        if _WAYS.search(match[0]):
            continue
        if _SURE.search(match[0]):
            yield hit(text, match.span(), "address", "form")
        elif _is_home(text, match.span()):
            yield hit(text, match.span(), "address", "context")
    for form in (_AMERICAN, _BOX):
        for match in form.finditer(text):
            yield hit(text, match.span(), "address", "form")


def _is_home(text: str, span: tuple[int, int]) -> bool:
    return near(text, span, _HOME) or follows(text, span, _LIVES)
