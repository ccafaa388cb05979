"""``sonmat search`` and ``sonmat rank``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import Json, app, emit, note, open_site


@app.command()
def search(
    query: Annotated[str, typer.Argument(show_default=False)],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many hits.")] = 10,
    kind: Annotated[str | None, typer.Option(help="narration or action.")] = None,
    step: Annotated[str | None, typer.Option(help="Only this step id.")] = None,
    procedure: Annotated[str | None, typer.Option(help="Only this procedure id.")] = None,
    json: Json = False,
) -> None:
    """Find what was said and done, in Korean or English."""
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
