"""``sonmat federate``: what other sites are told and given, and what they offer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import shown
from app.cli.base import Json, app, emit, note, open_site, read_file
from data_schemas.errors import InputError

if TYPE_CHECKING:
    from pipelines.release.federation.neighbours.standing import Around, Held, State

group = typer.Typer(help="Share with other sites; each keeps its data.", no_args_is_help=True)
app.add_typer(group, name="federate")

NameArgument = Annotated[str, typer.Argument(help="How you call the site.", show_default=False)]
STATES: dict[State, str] = {
    "held": "here",
    "recalled": "RECALLED by its site: delete it, with all copies",
    "gone": "its site offers it no longer: ask whether it may still be used",
    "cut": "its site is no neighbour any more: no recall would reach you",
}
BESIDE = {"offerings", "recalled"}


@group.command()
def publish(
    out: Annotated[
        Path, typer.Option(help="New folder, or one published before.", show_default=False)
    ],
    publisher: Annotated[str, typer.Option(help="How this site calls itself.", show_default=False)],
    json: Json = False,
) -> None:
    """Write the signed catalogue of what may be shared, and of what must be deleted."""
    from app import catalogue
    from capture.access import OWNER
    from pipelines.release.federation import desk

    made = desk.publish(open_site(), OWNER, publisher, out, catalogue.say)
    told = made.catalogue
    lines = [f"{len(told.offerings)} dataset(s) offered, {len(told.recalled)} called back in {out}"]
    lines += [
        f"not told of: {one.release} {shown(one.name)}, because {reason}"
        for one in made.left_out
        for reason in one.reasons
    ]
    emit(made, json, "\n".join(lines))


@group.command()
def add(
    name: NameArgument,
    address: Annotated[
        str, typer.Argument(help="Folder or address of its catalogue.", show_default=False)
    ],
    key: Annotated[
        str, typer.Option(help="Its public key, or the file of it.", show_default=False)
    ],
    json: Json = False,
) -> None:
    """Know another site by its catalogue and its key, which you got by another way."""
    from capture.access import OWNER
    from pipelines.release.federation.neighbours import desk

    given = read_file(Path(key)).decode(errors="replace") if Path(key).exists() else key
    made = desk.add(open_site(), OWNER, name, address, given)
    count = len(made.catalogue.offerings)
    emit(made, json, f"{name}: {shown(made.catalogue.publisher)}, {count} dataset(s)")


@group.command()
def remove(name: NameArgument, json: Json = False) -> None:
    """Know a site no longer; what was fetched from it stays listed."""
    from capture.access import OWNER
    from pipelines.release.federation.neighbours import desk

    desk.remove(open_site(), OWNER, name)
    emit({"neighbour": name}, json, f"{name} is no neighbour any more")


@group.command()
def read(
    name: Annotated[list[str] | None, typer.Argument(show_default=False)] = None,
    json: Json = False,
) -> None:
    """Read the catalogues of other sites anew, and mark what they call back."""
    from capture.access import OWNER
    from pipelines.release.federation.neighbours import desk

    site = open_site()
    found = desk.read(site, OWNER, name or ())
    around = desk.look(site, OWNER)
    _warn(around)
    lines = [f"{one.neighbour}: {one.problem or 'read'}" for one in found]
    emit([one.model_dump(mode="json") for one in found], json, "\n".join(lines) or "No neighbours.")
    bad = [one for one in found if one.problem]
    if bad:
        raise InputError(f"{len(bad)} catalogue(s) could not be read: {bad[0].problem}")


@group.command("list")
def list_(json: Json = False) -> None:
    """What other sites offer, by site, and what was fetched; as it was read last."""
    from capture.access import OWNER
    from pipelines.release.federation.neighbours import desk

    found = desk.look(open_site(), OWNER)
    _warn(found)
    lines = [
        f"{one.neighbour}  {one.offering.id}  {shown(one.offering.name)}  version"
        f" {one.offering.version}: {one.offering.rows} rows"
        for one in found.offered
    ]
    lines += [_held(one) for one in found.fetched]
    # of neighbours who they are: what they offer stands beside it
    plain = found.model_dump(
        mode="json", exclude={"neighbours": {"__all__": {"catalogue": BESIDE}}}
    )
    emit(plain, json, "\n".join(lines) or "No other site offers anything that was read.")


@group.command()
def give(
    request: Annotated[str, typer.Argument(help="One that was granted.", show_default=False)],
    folder: Annotated[Path, typer.Option(help="The copy that goes.", show_default=False)],
    recipient: Annotated[
        list[str],
        typer.Option(help="Public key of age; may be given several times.", show_default=False),
    ],
    out: Annotated[
        str, typer.Option(help="New folder, or s3:// address, to write to.", show_default=False)
    ],
    json: Json = False,
) -> None:
    """Encrypt a granted dataset to another site; noted as handed over."""
    from capture.access import OWNER
    from pipelines.release.federation.giving import desk

    sending = desk.Sending(folder, tuple(recipient), out)
    made = desk.give(open_site(), OWNER, request, sending)
    emit(made, json, f"{made.release} lies in {out} for {len(made.recipients)} key(s)")


@group.command()
def fetch(
    name: NameArgument,
    release: Annotated[str, typer.Argument(show_default=False)],
    place: Annotated[
        str, typer.Option("--from", help="Where the site has put it for you.", show_default=False)
    ],
    identity: Annotated[
        Path, typer.Option(help="Your secret key, as age-keygen writes it.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="New folder to write to.", show_default=False)],
    json: Json = False,
) -> None:
    """Take a dataset that a neighbour offers and has granted: decrypted and checked."""
    from capture.access import OWNER
    from pipelines.release.federation.neighbours import desk

    secret = read_file(identity).decode(errors="replace")
    made = desk.fetch(open_site(), OWNER, name, release, desk.Getting(place, secret, out))
    if made.terms:
        note(f"On these terms, beside those in data/POLICY.md: {made.terms}")
    emit(made, json, f"All is whole in {out}")


def _held(one: Held) -> str:
    own = one.fetched
    where = own.folder if one.is_there else f"{own.folder}, which is not there any more"
    told = f"{own.neighbour}  {own.offering.id}  {own.offering.name}  fetched to {where}"
    return f"{shown(told)}: {STATES[one.state]}"


def _warn(around: Around) -> None:
    """On standard error, so that it is seen beside the JSON, too."""
    for name in around.old:
        note(f"The catalogue of {name} is more than 30 days old: a recall may be missing in it.")
    for one in around.fetched:
        if one.state == "recalled" and one.is_there:
            note(_held(one))
