"""``sonmat procedure``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import (
    FileArgument,
    Json,
    app,
    emit,
    note,
    one_of,
    open_site,
    read_file,
    writing,
)
from data_schemas.procedure import Procedure

group = typer.Typer(help="Written procedures.", no_args_is_help=True)
app.add_typer(group, name="procedure")
ProcedureArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of a procedure.")]
Version = Annotated[int | None, typer.Option(help="Which version; the newest if not named.")]


@group.command("import")
def import_(
    file: FileArgument,
    update: Annotated[
        str | None, typer.Option(help="Id of the procedure to give a new version.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be understood.")
    ] = False,
    json: Json = False,
) -> None:
    """Take in a procedure from YAML, CSV, Excel, Word or plain text."""
    from capture.access import OWNER
    from capture.procedures import import_procedure, preview_procedure
    from capture.sessions import sessions_of

    data, site = read_file(file), open_site()
    found = preview_procedure(site, OWNER, data, file.name, update)
    made = found.procedure
    if not dry_run:
        made = import_procedure(site, OWNER, data, file.name, update)
    following = sessions_of(site, OWNER, update) if update and found.is_new else ()
    for sentence in found.notes:
        note(sentence)
    if not found.is_new:
        note(f"Nothing is new: version {made.version} stays the newest.")
    elif following:
        note(f"{len(following)} sessions follow it: `sonmat process SESSION` places them anew.")
    answer = {
        "procedure": None if dry_run and update is None else made.id,
        "version": made.version,
        "steps": [{"id": step.id, "title": step.title} for step in made.steps],
        "notes": found.notes,
        "changes": vars(found.changes),
        "is_new": found.is_new,
        "sessions": [one.id for one in following],
    }
    emit(answer, json, _outline(made) if dry_run else _named(made))


@group.command("list")
def list_(json: Json = False) -> None:
    """The newest version of every procedure."""
    from capture.access import OWNER
    from capture.procedures import list_procedures

    known = list_procedures(open_site(), OWNER)
    rows = [
        {"procedure": p.id, "version": p.version, "title": p.title, "language": p.language,
         "steps": len(p.steps)}
        for p in known
    ]  # fmt: skip
    emit(rows, json, "\n".join(f"{_named(p)}  {p.title}" for p in known))


@group.command("show")
def show(procedure: ProcedureArgument, version: Version = None, json: Json = False) -> None:
    """The steps of a procedure, with sub-steps, key points and reasons."""
    from capture.access import OWNER
    from capture.procedures import get_procedure

    found = get_procedure(open_site(), OWNER, procedure, version)
    emit(_shown(found), json, _outline(found))


@group.command("export")
def export(
    procedure: ProcedureArgument,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    version: Version = None,
    form: Annotated[
        str, typer.Option("--format", help="yaml, csv, xlsx, docx or txt; else by the ending.")
    ] = "",
    json: Json = False,
) -> None:
    """Write a procedure as a file that ``import`` reads again."""
    from capture.access import OWNER
    from capture.formats.procedures import WRITERS
    from capture.procedures import export_procedure

    chosen = form or {"yml": "yaml"}.get(out.suffix[1:].lower(), out.suffix[1:].lower())
    one_of("--format", chosen, tuple(WRITERS))
    data = export_procedure(open_site(), OWNER, procedure, chosen, version)
    with writing(out):
        out.write_bytes(data)
    emit({"file": str(out), "format": chosen}, json, f"{out} was written.")


def _named(one: Procedure) -> str:
    return f"{one.id} (version {one.version}, {len(one.steps)} steps)"


def _shown(one: Procedure) -> dict[str, object]:
    plain = one.model_dump(mode="json")
    return {"procedure": plain.pop("id"), **plain}


def _outline(one: Procedure) -> str:
    lines = [_named(one), one.title]
    for depth, step, _ in one.outline():
        lines.append(f"{'   ' * (depth + 1)}{step.id}  {step.title}")
        lines += [f"{'   ' * (depth + 2)}- {text}" for text in (*step.key_point, *step.reason)]
    return "\n".join(lines)
