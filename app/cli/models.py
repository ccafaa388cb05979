"""``sonmat models``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, bar_setter, emit, note, open_site, progress_bar
from data_schemas.errors import SonmatError

if TYPE_CHECKING:
    from rich.progress import Progress

    from capture.site import Site

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
    from capture.access import OWNER
    from pipelines import models
    from pipelines.sharing import desk

    site = _site()
    with progress_bar() as bar:
        tell = _teller(bar)
        if site is None:
            got = models.fetch(names or None, tell)
        else:
            got = desk.fetch(site, OWNER, names or None, tell)
            site.close()
    for name in got:
        note(f"fetched {name}")


@group.command()
def share(
    names: Names = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take them out again.")] = False,
    json: Json = False,
) -> None:
    """Put the weights that are here into the site's store, for its other machines."""
    from capture.access import OWNER
    from pipelines.sharing import desk

    if remove and not names:
        raise typer.BadParameter("name the weights to take out with --remove.")
    site = open_site()
    with progress_bar() as bar:
        if remove:
            done = desk.unshare(site, OWNER, names or [])
        else:
            done = desk.share(site, OWNER, names or None, _teller(bar))
    kept = sorted(desk.shared(site, OWNER))
    site.close()
    for name in done:
        note(f"took out {name}" if remove else f"shared {name}")
    emit({"kept": kept}, json, "\n".join(kept))


@group.command()
def verify(names: Names = None) -> None:
    """Compare the weights on disk with their pinned hashes."""
    from pipelines.models import verify as check

    check(names or None)
    note("All weights are the pinned ones.")


def _teller(bar: Progress) -> Callable[[str, float], None]:
    setters: dict[str, Any] = {}

    def tell(name: str, share: float) -> None:
        if name not in setters:
            setters[name] = bar_setter(bar, name)
        setters[name](share)

    return tell


def _site() -> Site | None:
    """The site that may keep weights. None where there is none yet: to ask would make one."""
    from app.checks.place import is_empty
    from capture.settings import load_settings
    from capture.site import Site
    from capture.site_key import home_of

    try:
        settings = load_settings()
        if is_empty(settings) or home_of(settings).read() is None:
            return None
        return Site.open(settings)
    except SonmatError as error:
        note(f"The site is not asked for weights. {error}")
        return None
