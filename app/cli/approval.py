"""``sonmat approval``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, emit, one_of, open_site
from data_schemas.errors import InputError

if TYPE_CHECKING:
    from data_schemas.approval import Approval

group = typer.Typer(help="How far sessions have come, and what was signed.", no_args_is_help=True)
app.add_typer(group, name="approval")
MOST_BYTES = 64 << 20


@group.command()
def show(session: str, json: Json = False) -> None:
    """Draft, confirmed by the expert, reviewed or approved, and by whom."""
    from capture.access import OWNER
    from pipelines.review.signing.desk import approval

    found = approval(open_site(), OWNER, session)
    emit(found, json, _told(found))


@group.command()
def sign(
    session: str,
    state: Annotated[str, typer.Argument(help="confirmed, reviewed or approved.")],
    name: Annotated[str, typer.Option(help="Who signs.", show_default=False)],
    json: Json = False,
) -> None:
    """Sign, for a person who has seen it, what holds now: the next state of the three."""
    from capture.access import OWNER
    from data_schemas.approval import STATES
    from pipelines.review.desk import entries
    from pipelines.review.signing import desk

    wanted = one_of("STATE", state, STATES[1:])
    site = open_site()
    seen = max((one.number for one in entries(site, OWNER, session)), default=0)
    found = desk.sign(site, OWNER, session, wanted, name, seen)
    emit(found, json, _told(found))


@group.command()
def save(
    session: str, out: Annotated[Path, typer.Option(help="A new file.")], json: Json = False
) -> None:
    """Write the newest signed list of what was approved to a file."""
    from capture.access import OWNER
    from pipelines.review.signing.desk import approved_lists

    site = open_site()
    lists = approved_lists(site, OWNER, session)
    if not lists:
        raise InputError("Nothing of this session was approved yet.")
    if out.resolve().is_relative_to(site.settings.folder.resolve()):
        raise InputError("Choose a place outside of the data folder: what is written can be read.")
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(lists[-1].model_dump_json(indent=1))
    except OSError as error:
        wrong = f"{out} cannot be written: choose a new file in a folder that exists."
        raise InputError(wrong) from error
    version = lists[-1].list.version
    emit({"file": str(out), "version": version}, json, f"Version {version} is in {out}.")


@group.command()
def verify(file: Path, json: Json = False) -> None:
    """Whether this site signed the list in FILE, and nothing in it was changed since."""
    from pydantic import ValidationError

    from capture.access import OWNER
    from data_schemas.approval import SignedList
    from pipelines.review.signing import desk

    try:
        with file.open("rb") as source:
            data = source.read(MOST_BYTES + 1)
        found = SignedList.model_validate_json(data)
    except OSError as error:
        raise InputError(f"{file} cannot be read: name a file that exists.") from error
    except ValidationError:
        wrong = f"{file} is no signed list: use one that `sonmat approval save` wrote."
        raise InputError(wrong) from None
    desk.verify(open_site(), OWNER, found)
    told = f"Signed by this site: session {found.list.session}, version {found.list.version}."
    emit({"session": found.list.session, "version": found.list.version, "valid": True}, json, told)


def _told(found: Approval) -> str:
    lines = [f"Version {found.version}: {found.state}."]
    lines += [f"{one.state} by {one.name} on {one.at:%Y-%m-%d}." for one in found.signed]
    return "\n".join(lines)
