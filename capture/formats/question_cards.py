"""Question cards in YAML or JSON: ``probes``, a list of cards, and ``introductions`` of methods.

Wherever a question stands, it is two lines, ``en`` and ``ko``.
"""

from __future__ import annotations

from typing import Any

import yaml
from pydantic import ValidationError

from capture.formats.plain import TABLE_LIMIT, decode, file_name, load_yaml, problem_of
from data_schemas.errors import TextError
from data_schemas.probe import Introduction, Probe, ProbeBank
from data_schemas.timeline import Question
from data_schemas.value import Value

MOST_CARDS = 200
LONGEST = 400
_TONGUES = ("en", "ko")


def parse_cards(data: bytes, name: str, site: bool = True) -> ProbeBank:
    """Cards of a file of at most 1 MB, marked as the site's own unless ``site`` is false.

    Raises :class:`TextError` that names the card by its place; then none is taken.
    """
    given = load_yaml(decode(data, name, TABLE_LIMIT, TextError), name, TextError)
    file = file_name(name)
    if not isinstance(given, dict) or not isinstance(given.get("probes"), list):
        raise TextError(f"{file} holds no question cards: it needs a list under probes.")
    rows, said = given["probes"], given.get("introductions") or []
    if not isinstance(said, list) or set(given) - {"probes", "introductions"}:
        raise TextError(f"{file} may hold two lists only: probes and introductions.")
    if not rows or len(rows) > MOST_CARDS:
        raise TextError(f"{file} must hold between 1 and {MOST_CARDS} cards: split it.")
    probes = tuple(_card(row, f"{file}, card {n}", site) for n, row in enumerate(rows, 1))
    spoken = tuple(_introduction(row, f"{file}, introduction {n}") for n, row in enumerate(said, 1))
    _refuse_twice([one.id for one in probes], file)
    return ProbeBank(probes=probes, introductions=spoken)


def write_cards(bank: ProbeBank) -> str:
    """YAML that ``parse_cards`` reads back; fields that hold nothing are left out."""
    rows: dict[str, Any] = {"probes": [_row(one) for one in bank.probes]}
    if bank.introductions:
        rows["introductions"] = [
            {"method": one.method, **_tongues(one.says)} for one in bank.introductions
        ]
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=96)


def _row(probe: Probe) -> dict[str, Any]:
    fields = probe.model_dump(mode="json", exclude={"site", "question", "wordings", "follow_ups"})
    row = {key: value for key, value in fields.items() if value}
    row["question"] = _tongues(probe.question)
    if probe.wordings:
        row["wordings"] = [
            {"moments": list(one.moments), **_tongues(one.question)} for one in probe.wordings
        ]
    if probe.follow_ups:
        row["follow_ups"] = [
            {"when": one.when, **_tongues(one.question)} for one in probe.follow_ups
        ]
    return row


def _tongues(question: Question) -> dict[str, str]:
    return {tongue: getattr(question, tongue) for tongue in _TONGUES}


def _card(row: Any, where: str, site: bool) -> Probe:
    if not isinstance(row, dict):
        raise TextError(f"{where} is not a card: it needs an id and a question.")
    fields = {**row, "site": site}
    for key in ("wordings", "follow_ups"):
        if isinstance(row.get(key), list):
            fields[key] = tuple(_asked(one, where) for one in row[key])
    if "question" in row:
        fields["question"] = _question(row["question"], where)
    made = _made(Probe, fields, where)
    assert isinstance(made, Probe)
    return made


def _introduction(row: Any, where: str) -> Introduction:
    spoken = _asked(row, where)
    spoken["says"] = spoken.pop("question")
    made = _made(Introduction, spoken, where)
    assert isinstance(made, Introduction)
    return made


def _asked(row: Any, where: str) -> dict[str, Any]:
    """The row with its two languages as one question."""
    if not isinstance(row, dict):
        raise TextError(f"{where} has a line without a question: give it in en and in ko.")
    rest = {key: value for key, value in row.items() if key not in _TONGUES}
    return {**rest, "question": _question({k: row[k] for k in _TONGUES if k in row}, where)}


def _question(given: Any, where: str) -> dict[str, str]:
    texts = given if isinstance(given, dict) else {}
    for tongue in _TONGUES:
        text = texts.get(tongue)
        if not isinstance(text, str) or not text.strip():
            raise TextError(f"{where} has a question that is missing in {tongue}: write it, too.")
        if len(text) > LONGEST:
            raise TextError(f"{where} has a question of more than {LONGEST} letters: shorten it.")
    return {key: " ".join(str(text).split()) for key, text in texts.items()}


def _made(cls: type[Value], fields: Any, where: str) -> Value:
    try:
        return cls.model_validate(fields)
    except ValidationError as error:
        raise TextError(f"{where} cannot be used, {problem_of(error)}.") from None


def _refuse_twice(ids: list[str], file: str) -> None:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            first = ids.index(one) + 1
            raise TextError(
                f"{file}, card {number + 1} has the id of card {first}: give each its own."
            )
