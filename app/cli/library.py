"""``sonmat release request|grant|refuse|give|given``, ``sonmat library``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import shown
from app.cli.base import Json, app, emit, note, open_site, read_file
from app.cli.release import group as release

if TYPE_CHECKING:
    from data_schemas.catalogue import Catalogue
    from data_schemas.library import GivenOut, Recipient, ReleaseRequest

library = typer.Typer(help="What there is, and as a catalogue for others.", no_args_is_help=True)
app.add_typer(library, name="library")

OutOption = Annotated[Path, typer.Option(help="New folder to write to.", show_default=False)]
RequestArgument = Annotated[str, typer.Argument(show_default=False)]


@release.command()
def request(
    release: Annotated[str, typer.Argument(show_default=False)],
    organisation: Annotated[str, typer.Option(help="Who asks.", show_default=False)],
    purpose: Annotated[str, typer.Option(help="What for.", show_default=False)],
    person: Annotated[str, typer.Option(help="Who there.")] = "",
    contact: Annotated[str, typer.Option(help="How they are reached if it is recalled.")] = "",
    inside: Annotated[bool, typer.Option("--inside", help="They work for this site.")] = False,
    json: Json = False,
) -> None:
    """Write down that somebody asks for a dataset."""
    from capture.access import OWNER
    from pipelines.release.library import desk
    from pipelines.release.library.rules import asking

    told = {"organisation": organisation, "person": person, "contact": contact}
    wanted = asking(purpose, inside=inside, **told)
    made = desk.ask(open_site(), OWNER, release, wanted)
    emit(made, json, f"{made.id}: waits for an answer")


@release.command()
def grant(
    request: RequestArgument,
    terms: Annotated[str, typer.Option(help="Beside those of the dataset.")] = "",
    json: Json = False,
) -> None:
    """Let them have it, if consent and class allow it as things stand now."""
    from capture.access import OWNER
    from pipelines.release.library import desk

    emit(desk.grant(open_site(), OWNER, request, terms), json, f"{request}: granted")


@release.command()
def refuse(
    request: RequestArgument,
    reason: Annotated[str, typer.Option(show_default=False)],
    json: Json = False,
) -> None:
    """Say no, and why."""
    from capture.access import OWNER
    from pipelines.release.library import desk

    emit(desk.refuse(open_site(), OWNER, request, reason), json, f"{request}: refused")


@release.command()
def give(
    request: RequestArgument,
    folder: Annotated[
        Path | None, typer.Option(help="The copy that goes: it is checked.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Write down that they have it now; nothing is sent by this."""
    from capture.access import OWNER
    from pipelines.release.library import desk

    made = desk.hand_over(open_site(), OWNER, request, folder)
    emit(made, json, f"{request}: handed over, copy {len(made.given)}")


@release.command()
def given(
    release: Annotated[str | None, typer.Argument(show_default=False)] = None, json: Json = False
) -> None:
    """Tell who asked for what and what became of it; of one dataset, who has it."""
    from capture.access import OWNER
    from pipelines.release.library import desk
    from pipelines.release.library.given import desk as handed

    site = open_site()
    if release is not None:
        copies = handed.given_to(site, OWNER, release)
        found = [one.model_dump(mode="json") for one in copies]
        emit(found, json, "\n".join(map(_copy, copies)) or "It was handed over to nobody.")
        return
    asked = desk.requests(site, OWNER)
    found = [one.model_dump(mode="json") for one in asked]
    emit(found, json, "\n".join(map(_asked, asked)) or "Nobody has asked for anything yet.")


@library.command("list")
def list_(json: Json = False) -> None:
    """Name the datasets of this site, newest first."""
    from capture.access import OWNER
    from pipelines.release.library.shelf import desk

    found = [
        {
            **one.release.model_dump(mode="json", exclude={"sessions", "refused"}),
            "sessions": len(one.release.sessions),
            "recalled": one.recalled,
            "given": [given.model_dump(mode="json") for given in one.given],
        }
        for one in desk.on_shelf(open_site(), OWNER)
    ]
    lines = [
        f"{one['id']}  {shown(one['name'])}  version {one['number']}: {one['rows']} rows"
        + ("  RECALLED" if one["recalled"] else "")
        for one in found
    ]
    emit(found, json, "\n".join(lines) or "There is no dataset here yet.")


@library.command()
def export(
    out: OutOption,
    publisher: Annotated[str, typer.Option(help="How this site calls itself.", show_default=False)],
    json: Json = False,
) -> None:
    """Write the catalogue of this site: DCAT, Croissant and two pages; nobody is in it."""
    from capture.access import OWNER
    from pipelines.release.library.shelf import desk

    _write(desk.catalogue(open_site(), OWNER, publisher), out, json)


@library.command()
def merge(
    catalogue: Annotated[list[Path], typer.Argument(show_default=False)],
    out: OutOption,
    publisher: Annotated[str, typer.Option(help="Whose it is; else the sites in it.")] = "",
    json: Json = False,
) -> None:
    """Make one catalogue of those of several sites."""
    from pipelines.release.library.merging import FILE, parse
    from pipelines.release.library.merging import merge as together

    files = [one / FILE if one.is_dir() else one for one in catalogue]
    found = [parse(read_file(file), str(one)) for file, one in zip(files, catalogue, strict=True)]
    made, told = together(found, publisher)
    for sentence in told:
        note(sentence)
    _write(made, out, json)


def _write(made: Catalogue, out: Path, json: bool) -> None:
    from app import catalogue
    from capture.settings import Settings
    from pipelines.release.library.writing import write

    write(made, out, Settings().folder, catalogue.say)
    emit(made, json, f"{len(made.offerings)} dataset(s) told in {out / 'index.html'}")


def _asked(one: ReleaseRequest) -> str:
    state = f"{one.state}, handed over" if one.given else one.state
    return f"{one.id}  {one.asked_at:%Y-%m-%d}  {one.release}  {_who(one.recipient)}: {state}"


def _copy(one: GivenOut) -> str:
    digest = one.digest[:12]
    return f"{one.at:%Y-%m-%d}  {_who(one.recipient)}  version {one.version}  {digest}…"


def _who(recipient: Recipient) -> str:
    told = (recipient.organisation, recipient.person, recipient.contact)
    return shown(", ".join(filter(None, told)))
