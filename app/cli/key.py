"""``sonmat key``: change the site key, and keep it on paper in shares."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import Json, app, emit, note, open_site, read_file, writing
from data_schemas.errors import InputError

group = typer.Typer(help="The site key: change it, keep it in shares.", no_args_is_help=True)
app.add_typer(group, name="key")


@group.command()
def rotate(
    out: Annotated[
        Path | None,
        typer.Option(help="File for the new key, where the old one is in SONMAT_SITE_KEY."),
    ] = None,
    json: Json = False,
) -> None:
    """Put a new site key in place of the old one, which opens nothing from then on."""
    from capture.access import OWNER
    from capture.rotation import rotate as change
    from capture.settings import load_settings

    change(load_settings(), OWNER, out)
    if out is not None:
        note(f"Put the content of {out} into SONMAT_SITE_KEY, then delete the file.")
    note("Make new shares now (sonmat key split): those of the old key are worth nothing.")
    emit({"rotated": True}, json, "The site key was changed.")


@group.command()
def split(
    out: Annotated[Path, typer.Option(help="Folder for the shares.", show_default=False)],
    shares: Annotated[int, typer.Option(help="How many to make.")] = 5,
    threshold: Annotated[int, typer.Option(help="How many make the key again.")] = 3,
    json: Json = False,
) -> None:
    """Write the site key as shares, to be printed and kept in different places."""
    from capture.access import OWNER
    from capture.shares import split as share

    texts = share(open_site(), OWNER, shares, threshold)
    paths = [out / f"share-{n}-of-{shares}.txt" for n in range(1, shares + 1)]
    if taken := next((path for path in paths if path.exists()), None):
        raise InputError(f"There is a file {taken} already: name another folder.")
    with writing(out):
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, text in zip(paths, texts, strict=True):
            path.touch(mode=0o600)
            path.write_text(text)
    note("Print each, bring them to different places, and delete the files.")
    emit([str(path) for path in paths], json, f"{shares} shares, {threshold} of them are enough.")


@group.command()
def combine(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="Where to write the key; else where settings look for it.")
    ] = None,
    json: Json = False,
) -> None:
    """Make the site key again out of enough of its shares."""
    from capture.settings import load_settings
    from capture.shares import combine as put_together
    from capture.shares import put_back

    settings = load_settings()
    key = put_together(read_file(path).decode("utf-8", "replace") for path in files)
    target = out or settings.key_file
    fits = put_back(key, settings, target)
    told = " It opens the data folder." if fits else ""
    emit({"file": str(target), "opens": fits}, json, f"The site key is in {target}.{told}")
