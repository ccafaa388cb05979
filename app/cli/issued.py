"""``sonmat release``: the next number of a release, the key that signs, and what is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import FileArgument, Json, emit, note, open_site, read_file
from app.cli.release import OutOption, Recipients, group, telling, written


@group.command()
def supersede(
    name: Annotated[str, typer.Argument(show_default=False)],
    out: OutOption,
    recipient: Recipients = None,
    json: Json = False,
) -> None:
    """Write a dataset again without what was withdrawn, and say which copies must be deleted."""
    from app import catalogue
    from capture.access import OWNER
    from pipelines.release.destination import Destination
    from pipelines.release.versions.desk import supersede as make

    site = open_site()
    to = Destination(out, tuple(recipient or ()))
    with telling() as tell:
        made = make(site, OWNER, name, to, catalogue.say, tell)
    lines = written(made.release, out)
    for one in made.recalled:
        whom = ", ".join(one.given_to) or "nobody is noted who has it"
        lines.append(f"to be deleted everywhere: number {one.number} ({one.release}); {whom}")
    emit(made, json, "\n".join(lines))


@group.command()
def key(json: Json = False) -> None:
    """Print the public key that this site signs with, for who checks its datasets."""
    from capture.access import OWNER
    from pipelines.release.versions.desk import public_key

    text = public_key(open_site(), OWNER)
    emit({"file": text, "key": text.splitlines()[1]}, json, text)


@group.command("open")
def open_parcel(
    file: FileArgument,
    identity: Annotated[
        Path, typer.Option(help="Your secret key, as age-keygen writes it.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="New folder to write to.", show_default=False)],
    json: Json = False,
) -> None:
    """Decrypt a dataset that was encrypted to you, and check it."""
    from capture.settings import Settings
    from pipelines.release.opening import open_parcel as unpack

    secret = read_file(identity).decode(errors="replace")
    unpack(file, secret, out, Settings().folder)
    note("Its maker is checked with: sonmat release verify DIR --key KEY")
    emit({"folder": str(out)}, json, f"All is whole in {out}")
