"""``sonmat search`` and ``sonmat rank``; ``--like`` is answered by ``app.cli.movement``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, emit, note, open_site

if TYPE_CHECKING:
    from pipelines.search.filters import Filters
    from pipelines.search.hits import Hit

KINDS = ("narration", "action", "unit", "answer", "moment")
CHOICES = ("kind", "about", "step", "procedure", "language", "speaker", "expert",
           "protection_class", "purpose")  # fmt: skip


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many hits.")] = 10,
    kind: Annotated[str | None, typer.Option(help="One of " + ", ".join(KINDS) + ".")] = None,
    about: Annotated[str | None, typer.Option(help="Only this kind of card or moment.")] = None,
    step: Annotated[str | None, typer.Option(help="Only this step id.")] = None,
    procedure: Annotated[str | None, typer.Option(help="Only this procedure id.")] = None,
    expert: Annotated[str | None, typer.Option(help="Only this expert id.")] = None,
    language: Annotated[str | None, typer.Option(help="Only what was said in ko or en.")] = None,
    speaker: Annotated[str | None, typer.Option(help="expert, interviewer or unsure.")] = None,
    protection_class: Annotated[
        str | None, typer.Option("--class", help="Only this protection class.")
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(help="Only sessions with consent for this purpose.")
    ] = None,
    signs: Annotated[
        bool | None,
        typer.Option("--signs/--no-signs", help="Signs and their remedies first, or not."),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            metavar="SESSION:START-END", help="Find movement like that of these seconds instead."
        ),
    ] = None,
    save: Annotated[
        str | None, typer.Option(help="Keep this search under a name, for datasets and later.")
    ] = None,
    saved: Annotated[str | None, typer.Option(help="Ask a search again that was kept.")] = None,
    json: Json = False,
) -> None:
    """Find what was said and done, in Korean or English, or movement like some seconds of it."""
    values = (kind, about, step, procedure, language, speaker, expert, protection_class, purpose)
    given: dict[str, str | None] = dict(zip(CHOICES, values, strict=True))
    if like is not None:
        if any((query, save, saved, *given.values())) or signs is not None:
            raise typer.BadParameter("--like stands alone: no words and nothing to choose by.")
        from app.cli.movement import like as find_like

        return find_like(like, k, json)
    from capture import saved_searches
    from capture.access import OWNER
    from data_schemas.saved_search import SavedSearch
    from pipelines.search import desk

    site = open_site()
    if saved is not None:
        if any((query, save, *given.values())) or signs is not None:
            raise typer.BadParameter("--saved stands alone: what is asked was kept with it.")
        kept = saved_searches.get_search(site, OWNER, saved)
        query, given, signs = kept.query, {**kept.chosen}, kept.signs
    if query is None:
        raise typer.BadParameter("Say what to look for, or use --like SESSION:START-END.")
    found = desk.ask(site, OWNER, query, k, _filters(given), signs)
    if save is not None:
        chosen = {name: value for name, value in given.items() if value is not None}
        saved_searches.save_search(
            site, OWNER, SavedSearch(name=save, query=query, chosen=chosen, signs=signs)
        )
    answer = [_told(rank, hit) for rank, hit in enumerate(found.hits, 1)]
    lines = [_line(row) for row in answer] + [f"Did you mean: {one}" for one in found.meant]
    emit(answer, json, "\n".join(lines) or "Nothing found.")


def _filters(given: dict[str, str | None]) -> Filters:
    from pydantic import ValidationError

    from pipelines.search.filters import Filters

    try:
        return Filters.model_validate(given)
    except ValidationError as error:
        name = str(error.errors(include_input=False, include_url=False)[0]["loc"][0])
        allowed = ", ".join(sorted(_values_of(name)))
        option = "class" if name == "protection_class" else name
        raise typer.BadParameter(f"--{option} is one of {allowed}.") from None


def _values_of(name: str) -> tuple[str, ...]:
    from data_schemas.rights import ProtectionClass, Purpose

    known: dict[str, tuple[str, ...]] = {
        "kind": KINDS,
        "speaker": ("expert", "interviewer", "unsure"),
        "protection_class": tuple(ProtectionClass),
        "purpose": tuple(Purpose),
    }
    return known.get(name, ())


def _told(rank: int, hit: Hit) -> dict[str, Any]:
    """A hit as JSON: the best passage, what to play, and why it was found."""
    return {
        **hit.passage.model_dump(mode="json"),
        "rank": rank,
        "score": hit.score,
        "text": hit.text if hit.beside else hit.passage.text,
        "play": {"recording": hit.passage.recording, "start_s": hit.start_s, "end_s": hit.end_s},
        "found_by": {"meaning": hit.dense_rank, "words": hit.lexical_rank},
        "marks": [hit.text[start:end] for start, end in hit.marks],
        "then": hit.then.model_dump(mode="json") if hit.then else None,
        "expert": hit.expert,
        "protection_class": hit.protection_class,
        "purposes": sorted(hit.purposes),
    }


def _line(row: dict[str, Any]) -> str:
    play = row["play"]
    where = f"{play['start_s']:.1f}-{play['end_s']:.1f} s" if play["recording"] else "no recording"
    return f"{row['rank']:>2}  {row['session']}  {where}  {row['text']}"


@app.command()
def rank(
    corpus: Annotated[Path, typer.Option(help="JSONL of id, title, text.", show_default=False)],
    queries: Annotated[Path, typer.Option(help="JSONL of id, text.", show_default=False)],
    out: Annotated[Path, typer.Option(help="TSV to write.", show_default=False)],
) -> None:
    """Run the search stack over a foreign corpus; nothing is stored."""
    from pipelines.embedder import Embedder
    from pipelines.search.single import rank_files

    count = rank_files(corpus, queries, out, Embedder())
    note(f"{count} queries ranked.")
