"""Confidential words: CSV ``term[,kind,replacement]``, or one word a line."""

from __future__ import annotations

import csv
import io
import unicodedata

from capture.formats.plain import TABLE_LIMIT, decode, file_name, guarded
from capture.formats.table import Shape, rows_of
from data_schemas.errors import TextError
from data_schemas.masking import ConfidentialKind, ConfidentialTerm, ConfidentialTerms

MOST_TERMS = 5_000
LONGEST, LONGEST_REPLACEMENT = 80, 40
_COLUMNS = ("term", "kind", "replacement")
_TABLE = Shape(_COLUMNS, frozenset({"term"}), "term[,kind,replacement]", TextError)
KINDS: dict[str, ConfidentialKind] = {
    "company": "company", "product": "product", "customer": "customer", "parameter": "parameter",
    "other": "other", "": "other", "회사": "company", "제품": "product", "고객": "customer",
    "고객사": "customer", "조건": "parameter", "기타": "other",
}  # fmt: skip


def parse_terms(data: bytes, name: str) -> ConfidentialTerms:
    """The words of a CSV or plain text file of at most 1 MB; one that stands twice is taken once.

    Raises :class:`TextError` that names the line and not the word; then nothing is taken.
    """
    text = decode(data, name, TABLE_LIMIT, TextError)
    file = file_name(name)
    if file.lower().endswith(".csv"):
        rows = list(rows_of(text, name, _TABLE))
    else:
        lines = ((f"{file}, line {n}", line.strip()) for n, line in enumerate(text.split("\n"), 1))
        rows = [(where, {"term": line}) for where, line in lines if line and line[0] != "#"]
    if not rows:
        raise TextError(f"{file} holds no terms: list at least one.")
    if len(rows) > MOST_TERMS:
        raise TextError(f"{file} holds {len(rows)} terms, more than the {MOST_TERMS} taken.")
    terms = [(where, _term(row, where)) for where, row in rows]
    for where, one in terms:
        _refuse_telling(one, [other for _, other in terms], where)
    return ConfidentialTerms(terms=tuple({_key(one.term): one for _, one in terms}.values()))


def write_terms(terms: ConfidentialTerms) -> str:
    """CSV text of a list."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for one in terms.terms:
        table.writerow([guarded(one.term), one.kind, guarded(one.replacement)])
    return out.getvalue()


def _term(row: dict[str, str], where: str) -> ConfidentialTerm:
    term, shown = _tidy(row.get("term", "")), _tidy(row.get("replacement", ""))
    kind = KINDS.get(row.get("kind", "").lower())
    if not term:
        raise TextError(f"{where} has no term: fill it in or take the line out.")
    if sum(sign.isalnum() for sign in term) < 2 or not term[0].isalnum():
        raise TextError(f"{where} is too short: a term begins with a letter and has two of them.")
    if len(term) > LONGEST or len(shown) > LONGEST_REPLACEMENT:
        raise TextError(
            f"{where} is too long: {LONGEST} letters for a term, {LONGEST_REPLACEMENT} for what is"
            " shown instead."
        )
    if kind is None:
        raise TextError(
            f"{where} has an unknown kind: choose company, product, customer, parameter or other."
        )
    if any(sign in shown for sign in "[]"):
        raise TextError(f"{where} has brackets in what is shown instead: leave them out.")
    return ConfidentialTerm(term=term, kind=kind, replacement=shown)


def _refuse_telling(one: ConfidentialTerm, terms: list[ConfidentialTerm], where: str) -> None:
    """What is shown instead must not tell another of the words."""
    shown = _key(one.replacement)
    if shown and any(_key(other.term) in shown for other in terms):
        raise TextError(f"{where} shows a confidential term instead of another: choose a new word.")


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _key(term: str) -> str:
    return term.replace(" ", "").casefold()
