"""What is told of hidden words: how much of what, and what reading lines gave."""

from __future__ import annotations

from collections.abc import Mapping

from data_schemas.mask import MissEstimate
from data_schemas.masking import TextKind
from pipelines.deidentify.say import Say, later

WORDS: dict[TextKind, str] = {
    "person": later("names of people"),
    "phone": later("telephone numbers"),
    "email": later("e-mail addresses"),
    "resident_number": later("resident registration numbers"),
    "foreigner_number": later("foreigner registration numbers"),
    "business_number": later("business registration numbers"),
    "driver_licence": later("driver licence numbers"),
    "passport": later("passport numbers"),
    "card_number": later("payment card numbers"),
    "account_number": later("bank account numbers"),
    "plate": later("vehicle plates"),
    "address": later("addresses"),
    "url": later("web addresses"),
    "ip_address": later("IP addresses"),
    "us_ssn": later("US social security numbers"),
    "birth_date": later("dates of birth"),
    "employee_number": later("employee numbers"),
    "confidential": later("confidential words of this site"),
}


def in_words(_: Say, counts: Mapping[TextKind, int]) -> str:
    """How much of what is hidden in words."""
    parts = [f"{_(WORDS[kind])}: {counts[kind]}" for kind in WORDS if counts.get(kind)]
    return ", ".join(parts) or _("nothing was hidden")


def lines_told(_: Say, found: MissEstimate) -> str:
    """What reading lines gave, in a sentence."""
    if not found.judged:
        return _("No line was read.")
    return _(
        "Of {n} lines drawn at random and read, {k} still told something. In the whole it is"
        " between {low} % and {high} % of the lines, with 95 % confidence."
    ).format(
        n=found.judged, k=found.missed, low=f"{100 * found.low:.1f}", high=f"{100 * found.high:.1f}"
    )
