"""``sonmat release``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from app.cli.base import (
    FileArgument,
    Json,
    app,
    emit,
    one_of,
    open_site,
    progress_bar,
    read_file,
)
from data_schemas.errors import InputError
from data_schemas.release import FormatOptions, MadeBy, Wanted

if TYPE_CHECKING:
    from capture.site import Site
    from data_schemas.release import Release
    from pipelines.release.package import Tell

OutOption = Annotated[
    str,
    typer.Option(help="New folder, or s3:// address, to write to.", show_default=False),
]
Recipients = Annotated[
    list[str] | None,
    typer.Option(
        "--recipient",
        help="Public key of age, may be given several times: one file only they can open.",
    ),
]
SIGNED = {
    "with the key that was given": "It is signed with the key that was given.",
    "by itself": "It is signed with the key that lies in it, which does not tell who made it:"
    " give the maker's key with --key.",
    "no": "It is not signed.",
}

MadeByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--made-by",
        help="Only labels of machine, confirmed or person; may be given several times.",
    ),
]
SureOption = Annotated[
    float,
    typer.Option("--min-confidence", help="Only labels that are at least so sure.", min=0, max=1),
]
KOption = Annotated[
    int,
    typer.Option("--k", help="Tell of people only what so many share.", min=1, max=1000),
]

group = typer.Typer(help="Datasets that leave this site.", no_args_is_help=True)
app.add_typer(group, name="release")


@group.command()
def create(
    name: Annotated[str, typer.Argument(show_default=False)],
    out: OutOption,
    format: Annotated[
        list[str] | None, typer.Option("--format", help="May be given several times.")
    ] = None,
    session: Annotated[
        list[str] | None, typer.Option("--session", help="Only these; else all that may go.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Only sessions in which this saved search finds something.")
    ] = None,
    padding: Annotated[
        float, typer.Option(help="Seconds of sound kept around what was said (wav).", max=5, min=0)
    ] = FormatOptions().padding_s,
    recipient: Recipients = None,
    made_by: MadeByOption = None,
    min_confidence: SureOption = 0.0,
    k: KOption = FormatOptions().k,
    fps: Annotated[
        int, typer.Option(help="Pictures a second (lerobot, webdataset).", max=60, min=1)
    ] = FormatOptions().fps,
    picture: Annotated[
        int,
        typer.Option(help="Longest side of pictures (lerobot, webdataset).", max=1920, min=64),
    ] = FormatOptions().longest_px,
    lerobot_language: Annotated[
        bool, typer.Option(help="Columns of reviewed words, which lerobot reads from 0.6 on.")
    ] = FormatOptions().lerobot_language,
    json: Json = False,
) -> None:
    """Write a dataset of the sessions whose consent and class allow it."""
    from app import catalogue
    from capture.access import OWNER
    from data_schemas.release import Selection
    from pipelines.release.desk import create as make
    from pipelines.release.destination import Destination

    site = open_site()
    sessions = tuple(session or ())
    if search is not None:
        sessions = _found(site, search, sessions)
    wanted = Wanted(made_by=_makers(made_by), min_confidence=min_confidence)
    options = FormatOptions(
        padding_s=padding, wanted=wanted, k=k, fps=fps, longest_px=picture,
        lerobot_language=lerobot_language,
    )  # fmt: skip
    chosen = Selection(name=name, sessions=sessions, options=options)
    if format:
        chosen = chosen.model_copy(update={"formats": tuple(format)})
    to = Destination(out, tuple(recipient or ()))
    with telling() as tell:
        made = make(site, OWNER, chosen, to, catalogue.say, tell)
    emit(made, json, "\n".join(written(made, out)))


def written(made: Release, out: str) -> list[str]:
    """What people are told of a release that was made."""
    named = f"{made.name} number {made.number}"
    lines = [f"{named}: {made.rows} rows of {len(made.sessions)} session(s) written to {out}"]
    lines += [f"kept here: {one.session}, because {one.reason}" for one in made.refused]
    return lines + [f"good to know: {one}" for one in made.warnings]


@contextmanager
def telling() -> Iterator[Tell]:
    """Bars on standard error: of each format how many sessions are written. Without any of it
    there is no bar, so that what is refused is told in a line alone."""
    with ExitStack() as stack:
        bars: dict[str, Any] = {}
        shown: list[Any] = []

        def tell(name: str, done: int, total: int) -> None:
            if not shown:
                shown.append(stack.enter_context(progress_bar()))
            if name not in bars:
                bars[name] = shown[0].add_task(name, total=total)
            before = shown[0].tasks[bars[name]].completed
            shown[0].update(bars[name], completed=max(done, before))

        yield tell


def _makers(given: list[str] | None) -> frozenset[MadeBy]:
    return frozenset(one_of("--made-by", one, get_args(MadeBy)) for one in given or ())


def _found(site: Site, search: str, among: tuple[str, ...]) -> tuple[str, ...]:
    from capture.access import OWNER
    from pipelines.search.desk import sessions_found

    found = sessions_found(site, OWNER, search)
    kept = tuple(one for one in found if not among or one in among)
    if not kept:
        raise InputError("This saved search finds nothing in these sessions: no dataset is made.")
    return kept


@group.command()
def gate(
    session: Annotated[
        list[str] | None, typer.Option("--session", help="Only these; else all.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what may leave and what stays, with every reason. Nothing is written."""
    from capture.access import OWNER
    from data_schemas.release import Selection
    from pipelines.release.desk import preview

    found = preview(open_site(), OWNER, Selection(name="gate", sessions=tuple(session or ())))
    lines = [f"{one.session} stays: {reason}" for one in found for reason in one.reasons]
    told = [one.model_dump(mode="json") for one in found]
    emit(told, json, "\n".join(lines) or "All of it may leave.")


@group.command()
def diff(a: FileArgument, b: FileArgument, json: Json = False) -> None:
    """Say what the second dataset added, removed or changed."""
    from pipelines.release.compare import diff as compare

    found = compare(a, b)
    names = {"units": "know-how cards"}
    lines = []
    for name in ("sessions", "steps", "units", "records", "words", "files"):
        one = getattr(found, name)
        if one is not None:
            counts = f"{len(one.added)} added, {len(one.removed)} removed"
            changed = f", {len(one.changed)} changed" if name != "words" else ""
            lines.append(f"{names.get(name, name)}: {counts}{changed}")
    emit(found, json, "\n".join(lines))


@group.command()
def verify(
    folder: FileArgument,
    key: Annotated[
        str, typer.Option(help="The maker's public key, or its file.", show_default=False)
    ] = "",
    json: Json = False,
) -> None:
    """Check every file against its manifest, who signed that, and that its splits are apart."""
    from pipelines.release.apart import leaks
    from pipelines.release.bag import is_signed
    from pipelines.release.bag import verify as check

    given = read_file(Path(key)).decode(errors="replace") if key and Path(key).exists() else key
    problems = check(folder, given)
    leaking = [] if problems else leaks(folder)
    signed = "with the key that was given" if key else "by itself" if is_signed(folder) else "no"
    if problems:
        signed = "not told"  # nothing is claimed of what is damaged, or signed with another key
    answer = {"folder": str(folder), "problems": problems, "leaks": leaking, "signed": signed}
    whole = "" if problems else f"All is whole, and the splits are apart. {SIGNED[signed]}"
    emit(answer, json, "" if leaking else whole)
    if problems:
        raise InputError(f"The dataset is damaged: {problems[0]}.")
    if leaking:
        raise InputError(f"The splits of the dataset are not apart: {leaking[0]}.")
