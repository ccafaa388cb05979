"""The command tree and what all commands share. Heavy imports stay inside the commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.cli import shown
from data_schemas.errors import InputError, ReadOnly, StorageFull

if TYPE_CHECKING:
    from capture.site import Site

app = typer.Typer(
    name="sonmat",
    help="Capture what experts know, and turn it into labelled, searchable, protected data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)

LARGEST = 64 << 20

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value on standard output.")]
FileArgument = Annotated[Path, typer.Argument(show_default=False)]


def open_site() -> Site:
    from capture.site import Site

    return Site.open()


def emit(value: Any, as_json: bool, text: str | None = None) -> None:
    """Print the answer: JSON, or ``text`` for people."""
    if as_json or text is None:
        plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=None if as_json else 2))
        sys.stdout.write("\n")
    elif text:
        sys.stdout.write(text.rstrip() + "\n")
    sys.stdout.flush()  # who reads a pipe of a command that goes on need not wait for its end


def one_of(option: str, given: str, allowed: tuple[str, ...]) -> Any:
    """``given`` if it is allowed. Raises BadParameter in one sentence."""
    if given not in allowed:
        raise typer.BadParameter(f"{option} is {', '.join(allowed[:-1])} or {allowed[-1]}.")
    return given


def note(text: str) -> None:
    """A line for the person at the keyboard, never part of the answer."""
    lines = (shown(line) for line in text.rstrip().split("\n"))
    sys.stderr.write("\n".join(lines) + "\n")


def read_file(path: Path) -> bytes:
    """Bytes of a file the person named. Raises InputError in one sentence.

    A pipe would be waited for and a device read without end: only plain files are read, and of
    those no more than any of our formats may have.
    """
    try:
        if not path.is_file():
            missing = "is not a plain file" if path.exists() else "is not there"
            raise InputError(f"{path} {missing}: name a file that can be read.")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be used"
        raise InputError(f"{path} cannot be read: {reason}.") from error
    if len(data) > LARGEST:
        raise InputError(f"{path} is larger than {LARGEST >> 20} MB: check which file it is.")
    return data


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the system's errors while writing ``path`` into sentences."""
    import errno

    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(f"The disk is full: {path} was not written.") from error
        raise ReadOnly(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Bars on standard error: name, share, time left. Plain lines where it is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    # Where nobody looks, nothing is drawn ten times a second.
    watched = console.is_terminal
    with Progress(*columns, console=console, transient=True, auto_refresh=watched) as bar:
        yield bar


def bar_setter(bar: Progress, name: str) -> Any:
    """A function that takes the share done of one named piece of work."""
    task: TaskID = bar.add_task(name, total=1.0)
    return lambda share: bar.update(task, completed=share)


def load_commands() -> None:
    """Import every command file: importing registers its commands."""
    from app.cli import (  # noqa: F401
        accounts,
        approval,
        audit,
        backup,
        calibrate,
        cameras,
        cards,
        check,
        confidential,
        coverage,
        demo,
        devices,
        doctor,
        effort,
        elan,
        erase,
        federate,
        glossary,
        handout,
        issued,
        key,
        labelstudio,
        library,
        masks,
        models,
        movement,
        procedure,
        process,
        propose,
        question_cards,
        rederive,
        release,
        retention,
        search,
        serve,
        session,
        single,
        steps,
        storage,
        takes,
    )


load_commands()
