"""What stands in the place of what was taken out: [이름 1], [phone 2], or a site's own word.

The same thing has the same number wherever it is said in a session, so that what is left can
still be followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from data_schemas.masking import Identifier, TextKind
from pipelines.deidentify.text.found import is_korean
from pipelines.deidentify.text.spoken import digits_of

# kind: (Korean, English)
LABELS: dict[TextKind, tuple[str, str]] = {
    "person": ("이름", "name"),
    "phone": ("전화번호", "phone"),
    "email": ("이메일", "e-mail"),
    "resident_number": ("주민등록번호", "resident number"),
    "foreigner_number": ("외국인등록번호", "foreigner number"),
    "business_number": ("사업자번호", "business number"),
    "driver_licence": ("면허번호", "driver licence"),
    "passport": ("여권번호", "passport"),
    "card_number": ("카드번호", "card number"),
    "account_number": ("계좌번호", "account number"),
    "plate": ("차량번호", "plate"),
    "address": ("주소", "address"),
    "url": ("웹주소", "web address"),
    "ip_address": ("IP 주소", "IP address"),
    "us_ssn": ("사회보장번호", "social security number"),
    "birth_date": ("생년월일", "birth date"),
    "employee_number": ("사번", "employee number"),
    "confidential": ("기밀", "confidential"),
}
_NUMBERS = frozenset(LABELS) - {"person", "email", "address", "url", "confidential", "plate"}
_ANY = "|".join(re.escape(label) for pair in LABELS.values() for label in pair)


def closed(shown: Iterable[str] = ()) -> re.Pattern[str]:
    """What a mask that is there already looks like: nothing is looked for inside."""
    own = {re.escape(one) for one in shown if one}
    inside = "|".join((rf"(?:{_ANY}) \d+", *sorted(own)))
    return re.compile(rf"\[(?:{inside})\]")


class Numbering:
    """Gives out markers for one session; the same value keeps its number."""

    def __init__(self, known: Mapping[tuple[TextKind, str], int] | None = None) -> None:
        self._known = dict(known or {})

    def copy(self) -> Numbering:
        """Another one that goes on from here."""
        return Numbering(self._known)

    def marker(self, found: Identifier, text: str, language: str = "") -> str:
        """What stands for ``found`` in ``text``, in the language of the text."""
        if found.label:
            return f"[{found.label}]"
        label = LABELS[found.kind][0 if is_korean(text, language) else 1]
        key = (found.kind, same(found.kind, found.text))
        if key not in self._known:
            self._known[key] = 1 + sum(kind == found.kind for kind, _ in self._known)
        return f"[{label} {self._known[key]}]"


def same(kind: TextKind, words: str) -> str:
    """공일공 일이삼사 오육칠팔 and 010-1234-5678 are one number, Park and park one name."""
    text = unicodedata.normalize("NFKC", words)
    digits = digits_of(text) if kind in _NUMBERS else ""
    return digits or re.sub(r"[\s-]", "", text).casefold()
