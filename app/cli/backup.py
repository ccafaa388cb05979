"""``sonmat backup``, ``backup-keys``, ``restore`` and ``verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, bar_setter, emit, note, open_site, progress_bar
from data_schemas.errors import InputError, Tampered

if TYPE_CHECKING:
    from capture.restore import RestoreReport
    from capture.site import Site
    from capture.verify import Checked

Out = Annotated[Path, typer.Option(help="Folder for it.", show_default=False)]


@app.command()
def backup(out: Out, json: Json = False) -> None:
    """Add what is new in the data folder to a backup: sealed, and without the keys."""
    from capture.access import OWNER
    from capture.backup import backup as save

    site = open_site()
    with progress_bar() as bar:
        made = save(site, OWNER, out, bar_setter(bar, "backup"))
    if not made.databases:
        note("The databases lie in a server: dump them with pg_dump at the same time.")
    size = made.copied_bytes / 1e6
    emit(made, json, f"{made.snapshot}: {made.objects} objects, {made.copied} new ({size:.1f} MB).")


@app.command("backup-keys")
def backup_keys(
    out: Annotated[Path | None, typer.Option(help="Folder for it.", show_default=False)] = None,
    forget: Annotated[
        Path | None, typer.Option(help="A file that was destroyed: ask for it no more.")
    ] = None,
    json: Json = False,
) -> None:
    """Back up the wrapped keys, apart from the data; written anew after every erasure."""
    from capture import key_backup
    from capture.access import OWNER
    from capture.settings import load_settings

    if (out is None) == (forget is None):
        raise InputError("Name a folder with --out, or a file that was destroyed with --forget.")
    if forget is not None:
        key_backup.forget(load_settings(), forget)
        emit({"forgotten": str(forget)}, json, f"{forget} is asked for no more.")
    elif out is not None:
        path = key_backup.backup_keys(open_site(), OWNER, out)
        emit({"file": str(path)}, json, f"The keys are in {path}: keep it apart from the backup.")


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", show_default=False)],
    keys: Annotated[Path, typer.Argument(metavar="KEYS", show_default=False)],
    data: Annotated[Path | None, typer.Option(help="Data folder to make; empty or absent.")] = None,
    snapshot: Annotated[str, typer.Option(help="One of the backup's; else the newest.")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Open and check everything after.")
    ] = False,
    drill: Annotated[
        bool, typer.Option("--drill", help="Try it in a temporary folder and delete that.")
    ] = False,
    json: Json = False,
) -> None:
    """Make a data folder out of a backup, without what was erased since."""
    from capture import restore as restoring
    from capture.access import OWNER
    from capture.settings import load_settings

    if drill == (data is not None):
        raise InputError("Name a data folder with --data, or try it with --drill.")
    settings = load_settings()
    sources = restoring.Sources(backup, keys, snapshot)
    if data is None:
        report = restoring.drill(settings, OWNER, sources, _finish)
    else:
        there = settings.model_copy(update={"data": data})
        report = restoring.restore(there, OWNER, sources, _finish, check)
    emit(report, json, _told(report))
    if report.checked is not None:
        _refuse(report.checked)


@app.command()
def verify(
    tidy: Annotated[
        bool, typer.Option("--tidy", help="Where all is whole, remove what crashes left.")
    ] = False,
    json: Json = False,
) -> None:
    """Open everything that is kept: bytes, keys, rows, the lists of erasures and of deeds."""
    from capture import leftovers
    from capture.access import OWNER
    from capture.verify import verify as walk

    site = open_site()
    with progress_bar() as bar:
        found = walk(site, OWNER, bar_setter(bar, "verify"))
    if tidy and not found.problems and leftovers.tidy(site, OWNER):
        found = found.model_copy(update={"left": len(leftovers.leftovers(site))})
    emit(found, json, _checked(found))
    _refuse(found)


def _finish(site: Site) -> int:
    from pipelines.erasure.steps import finish_all

    return finish_all(site)


def _told(report: RestoreReport) -> str:
    text = (
        f"{report.snapshot}: {report.objects} objects put back, {report.left_out} left out that"
        f" were erased, {report.erased_again} erasures newer than the backup of the keys."
    )
    return f"{text}\n{_checked(report.checked)}" if report.checked else text


def _checked(found: Checked) -> str:
    lines = [f"{one.what} {one.name}: {one.says}" for one in found.problems]
    whole = (
        f"{found.artifacts} items opened, {found.audit_rows} rows of the audit log,"
        f" {found.erased} erasures: {len(lines)} problems."
    )
    left = f" {found.left} pieces belong to nothing, as a crash leaves them: see --tidy."
    return "\n".join([*lines, whole + left * bool(found.left)])


def _refuse(found: Checked) -> None:
    if found.problems:
        raise Tampered(f"{len(found.problems)} things are not as they were written.")
