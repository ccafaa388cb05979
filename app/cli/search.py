"""``sonmat search`` and ``sonmat rank``; ``--like`` is answered by ``app.cli.movement``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import Json, app, emit, note, open_site


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many hits.")] = 10,
    kind: Annotated[str | None, typer.Option(help="narration or action.")] = None,
    step: Annotated[str | None, typer.Option(help="Only this step id.")] = None,
    procedure: Annotated[str | None, typer.Option(help="Only this procedure id.")] = None,
    like: Annotated[
        str | None,
        typer.Option(
            metavar="SESSION:START-END", help="Find movement like that of these seconds instead."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Find what was said and done, in Korean or English, or movement like some seconds of it."""
    if like is not None:
        if query is not None or (kind, step, procedure) != (None, None, None):
            raise typer.BadParameter(
                "--like stands alone: no words, --kind, --step or --procedure."
            )
        from app.cli.movement import like as find_like

        return find_like(like, k, json)
    if query is None:
        raise typer.BadParameter("Say what to look for, or use --like SESSION:START-END.")
    from capture.access import OWNER
    from pipelines.search.desk import search as find
    from pipelines.search.engine import Filters

    if kind not in (None, "narration", "action"):
        raise typer.BadParameter("--kind is narration or action.")
    filters = Filters(kind=kind, step=step, procedure=procedure)
    hits = find(open_site(), OWNER, query, k, filters)
    answer = [
        {**hit.passage.model_dump(mode="json"), "rank": rank, "score": hit.score}
        for rank, hit in enumerate(hits, 1)
    ]
    lines = [
        f"{row['rank']:>2}  {row['session']}  {row['start_s']:.1f}-{row['end_s']:.1f} s"
        f"  {row['text']}"
        for row in answer
    ]
    emit(answer, json, "\n".join(lines) or "Nothing found.")


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
