"""Signed consents as YAML or JSON: the fields of :class:`Consent`, one to a line."""

from __future__ import annotations

import yaml
from pydantic import ValidationError

from capture.formats.plain import TABLE_LIMIT, decode, file_name, load_yaml, problem_of
from data_schemas.errors import TextError
from data_schemas.rights import Consent, Purpose

# forms speak of the person who grants, the value of the one who signed
_ALIASES = {"granted_by": "signed_by"}
_PURPOSES = ", ".join(purpose.value for purpose in Purpose)


def parse_consent(data: bytes, name: str) -> Consent:
    """Consent of a YAML or JSON file; ``name`` is for messages only.

    Raises :class:`TextError`, also for an unknown field or purpose: nothing that somebody signed
    may be passed over.
    """
    given = load_yaml(decode(data, name, TABLE_LIMIT, TextError), name, TextError)
    name = file_name(name)
    if not isinstance(given, dict):
        raise TextError(f"{name} is no consent: it needs fields like purposes and signed_by.")
    fields = {_ALIASES.get(key, key): value for key, value in given.items() if value is not None}
    if len(fields) < sum(value is not None for value in given.values()):
        raise TextError(f"{name} says both granted_by and signed_by: keep one of them.")
    _check_purposes(fields.get("purposes", []), name)
    try:
        return Consent.model_validate(fields)
    except ValidationError as error:
        raise TextError(f"{name} is no usable consent, {problem_of(error)}.") from None


def write_consent(consent: Consent) -> str:
    """YAML text of the fields that say something, in the order of the value."""
    fields = consent.model_dump(mode="json", exclude_defaults=True)
    if "purposes" in fields:
        fields["purposes"] = sorted(fields["purposes"])
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def _check_purposes(given: object, name: str) -> None:
    if not isinstance(given, list):
        raise TextError(f"The purposes in {name} are no list: use some of {_PURPOSES}.")
    known = {purpose.value for purpose in Purpose}
    if not all(isinstance(purpose, str) and purpose in known for purpose in given):
        raise TextError(f"{name} names an unknown purpose: use some of {_PURPOSES}.")
