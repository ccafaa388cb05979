"""Write a release: beside its place first, then moved there in one step, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from capture.finished import Finished
from data_schemas.errors import InputError
from data_schemas.value import Value
from pipelines.release.bag import About, write_tags
from pipelines.release.bundle import Bundle
from pipelines.release.destination import Destination, drafting
from pipelines.release.formats import FORMATS, LAST
from pipelines.release.parts import Parts
from pipelines.release.signing import Signer

# The report on what was hidden, beside the folders of the formats.
HIDDEN = "deidentification.{language}.md"
# Of a bundle, what is told of by ``made_of`` or apart.
APART = frozenset({"parts", "records", "once", "encoder"})
# What the text encoder makes.
VECTORS = frozenset({"faiss"})
# Format, how many of its sessions are written, and of how many.
Tell = Callable[[str, int, int], None]


class Packaged(Value):
    """``digest`` is over the sorted list of payload files with their hashes; ``number`` is that of
    the release among those of its name, None where nobody counts."""

    digest: str
    formats: tuple[str, ...]
    files: int
    size: int
    number: int | None = None


@dataclass(frozen=True)
class Issue:
    """How a site issues what it writes: signed, numbered by its digest, and telling how far it is.

    ``made_of`` is a digest of all that decides the content, for which an attempt that was killed is
    gone on with; "" to begin anew always. ``known`` hears of it when all of it is written and
    before it lies where it goes.
    """

    signer: Signer | None = None
    number: Callable[[str], int] | None = None
    tell: Tell = lambda _format, _done, _all: None
    made_of: str = ""
    known: Callable[[Packaged], None] = lambda _made: None


def package(
    bundle: Bundle,
    formats: Iterable[str],
    out: Path | Destination,
    forbidden: Path,
    issue: Issue | None = None,
) -> Packaged:
    """Write ``out`` as a BagIt folder with one folder a format under ``data/``, and the reports.

    The same bundle gives the same bytes. ``forbidden`` is the data folder: no readable copy goes
    inside it. ``InputError`` for a place or a format that cannot be used; after any failure nothing
    readable is left. What a killed process left, for this user alone, is gone on with where the
    same would be written again (``Issue.made_of``), else cleared by the next attempt.
    """
    chosen, how = _chosen(formats), issue or Issue()
    if not bundle.records:
        raise InputError("the release would be empty; choose sessions with at least one segment")
    to = out if isinstance(out, Destination) else Destination(str(out))
    finished = Finished(_fingerprint(bundle, chosen, how))
    with drafting(to, forbidden, finished) as draft:
        for name in chosen:
            _write(bundle, name, draft / "data" / name, finished, how.tell)
        for language, text in bundle.reports:
            file = draft / "data" / HIDDEN.format(language=language)
            file.write_text(text, encoding="utf-8", newline="\n")
        for name, text in bundle.papers:
            (draft / "data" / name).write_text(text, encoding="utf-8", newline="\n")
        about = About(bundle.name, bundle.created_at, bundle.provenance.software, how.number)
        digest, number = write_tags(draft, about, how.signer)
        payload = [path for path in (draft / "data").rglob("*") if path.is_file()]
        made = Packaged(
            digest=digest,
            formats=chosen,
            files=len(payload),
            size=sum(path.stat().st_size for path in payload),
            number=number,
        )
        how.known(made)
    return made


def _write(bundle: Bundle, name: str, folder: Path, finished: Finished, tell: Tell) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    total = len(bundle.parts)
    told = replace(bundle, once=finished.once)
    if isinstance(bundle.parts, Parts):
        parts = bundle.parts.telling(lambda at: tell(name, at, total))
        told = replace(told, parts=parts)
    finished.group(folder, lambda: FORMATS[name](told, folder))
    tell(name, total, total)


def _fingerprint(bundle: Bundle, formats: tuple[str, ...], issue: Issue) -> str:
    """Of all that decides the bytes; "" where the bundle does not tell what it is made of."""
    if not issue.made_of:
        return ""
    told = hashlib.sha256()
    rest = [getattr(bundle, one.name) for one in fields(bundle) if one.name not in APART]
    for one in (issue.made_of, formats, *rest):
        told.update(f"{_steady(one)!r}\n".encode())
    if bundle.encoder is not None and VECTORS.intersection(formats):
        told.update(bundle.encoder.digest().encode())
    for record in bundle.records:
        told.update(record.model_dump_json().encode())
    return told.hexdigest()


def _steady(value: Any) -> Any:
    """The same in one order: that of a set is another in each process."""
    if isinstance(value, Value):
        value = dict(value)
    if isinstance(value, Mapping):
        return sorted((key, _steady(one)) for key, one in value.items())
    return sorted(value) if isinstance(value, frozenset) else value


def _chosen(formats: Iterable[str]) -> tuple[str, ...]:
    """Each once, what describes the others last."""
    chosen = tuple(dict.fromkeys(formats))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        what = f"there is no release format {unknown[0]!r}" if unknown else "no format was chosen"
        raise InputError(f"{what}; choose from {', '.join(sorted(FORMATS))}")
    return tuple(sorted(chosen, key=LAST.__contains__))
