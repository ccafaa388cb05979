"""``sonmat handout``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import Json, app, bar_setter, emit, note, open_site, progress_bar

KINDS, FORMATS = ("sheet", "clips", "redline"), ("html", "docx", "text")


@app.command()
def handout(
    session: Annotated[str, typer.Argument(show_default=False)],
    out: Annotated[Path, typer.Option(help="New folder to write to.", show_default=False)],
    kind: Annotated[str, typer.Option(help="Of sheet, clips, redline; apart by commas.")] = "sheet",
    language: Annotated[str, typer.Option(help="Of the headings: ko or en.")] = "en",
    format: Annotated[
        str, typer.Option(help="Of html, docx, text; apart by commas.")
    ] = "html,docx",
    address: Annotated[
        str, typer.Option(help="Where the app is reached, for links to the seconds.")
    ] = "",
    burn_in: Annotated[
        bool, typer.Option("--burn-in", help="Draw subtitles into the picture, too.")
    ] = False,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="With the cards of all experts of this job.")
    ] = False,
    json: Json = False,
) -> None:
    """Write papers and clips for teaching the job: readable files with a number for recall."""
    from app import catalogue
    from app.cli.base import one_of
    from capture.access import OWNER
    from data_schemas.handout import HandoutSelection
    from pipelines.handout import desk
    from pipelines.handout.say import balance, left_out

    chosen = HandoutSelection(
        session=session,
        kinds=_several("--kind", kind, KINDS),
        language=one_of("--language", language, ("ko", "en")),
        formats=_several("--format", format, FORMATS),
        address=_address(address),
        burn_in=burn_in,
        everybody=everybody,
    )
    site, say = open_site(), catalogue.say("en")
    with progress_bar() as bar:
        made = desk.make(site, OWNER, chosen, out, catalogue.say, bar_setter(bar, "handout"))
    lines = [f"{made.id}: {len(made.files)} file(s) written to {out}"]
    lines += [left_out(say, one) for one in made.left_out]
    lines += [f"{one} is cut around what was taken out or masked" for one in made.cut]
    if "sheet" in chosen.kinds:
        for one in desk.preview(site, OWNER, session, everybody).balance:
            note(balance(say, one))
    emit(made, json, "\n".join(lines))


def _several(option: str, given: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    from app.cli.base import one_of

    names = tuple(dict.fromkeys(one.strip() for one in given.split(",") if one.strip()))
    return tuple(one_of(option, one, allowed) for one in names)


def _address(given: str) -> str:
    """Raises BadParameter for what a browser would not open."""
    if given and not given.startswith(("http://", "https://")):
        raise typer.BadParameter("--address begins with http:// or https://.")
    return given
