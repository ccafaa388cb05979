"""``sonmat models``."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.base import Json, app, bar_setter, emit, note, progress_bar

group = typer.Typer(help="Weights of the models.", no_args_is_help=True)
app.add_typer(group, name="models")

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", show_default=False)]


@group.command("list")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that could be fetched.")
    ] = False,
    json: Json = False,
) -> None:
    """Print every model with its place, hash, licence and source."""
    from pipelines.models import list_models

    found = list_models(everything)
    lines = [f"{'present' if m.present else 'missing'}  {m.name}  {m.licence}" for m in found]
    emit([model.model_dump(mode="json") for model in found], json, "\n".join(lines))


@group.command()
def fetch(names: Names = None) -> None:
    """Get the weights that are missing; what does not have the pinned hash is refused."""
    from pipelines.models import fetch as get

    with progress_bar() as bar:
        setters: dict[str, object] = {}

        def tell(name: str, share: float) -> None:
            if name not in setters:
                setters[name] = bar_setter(bar, name)
            setters[name](share)  # type: ignore[operator]

        got = get(names or None, progress=tell)
    for name in got:
        note(f"fetched {name}")


@group.command()
def verify(names: Names = None) -> None:
    """Compare the weights on disk with their pinned hashes."""
    from pipelines.models import verify as check

    check(names or None)
    note("All weights are the pinned ones.")
