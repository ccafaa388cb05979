"""``sonmat import`` and ``sonmat watch``: camera cards and folders."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, bar_setter, emit, note, open_site, progress_bar, read_file
from data_schemas.errors import InputError

if TYPE_CHECKING:
    from capture.card_plan import Plan
    from capture.cards import Progress, Taken, Wanted
    from capture.site import Site

POLL_S = 5.0
Folder = Annotated[Path, typer.Argument(show_default=False)]
Procedure = Annotated[str, typer.Option(help="Id of the procedure.", show_default=False)]
Expert = Annotated[str, typer.Option(help="Pseudonym of the expert.", show_default=False)]
Signed = Annotated[Path | None, typer.Option(help="YAML or JSON file of what was signed.")]
Gap = Annotated[float, typer.Option(min=0, help="A pause of more minutes begins another session.")]
Process = Annotated[bool, typer.Option("--process", help="Run the pipeline on what came in.")]
Verify = Annotated[bool, typer.Option("--verify", help="Read the card twice and compare.")]
DOING = {"look": "looking", "listen": "listening", "read": "reading", "verify": "comparing",
         "seal": "keeping"}  # fmt: skip


@app.command("import")
def import_folder(
    folder: Folder,
    procedure: Procedure,
    expert: Expert,
    consent: Signed = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only show what would be done.")] = False,
    gap: Gap = 15.0,
    verify: Verify = False,
    process: Process = False,
    json: Json = False,
) -> None:
    """Take in a camera card or folder: cameras and chapters are put together into sessions."""
    from app.cli.card_views import import_view, plan_text, taken_text
    from capture.access import OWNER
    from capture.cards import scan
    from capture.procedures import get_procedure

    site, wanted = open_site(), _wanted(procedure, expert, consent, verify)
    get_procedure(site, OWNER, procedure)
    with progress_bar() as bar:
        found = scan(site, OWNER, folder, gap * 60, _bars(bar))
    if not found.sessions and not found.refused:
        raise InputError(f"There is no recording in {folder}: name the folder that holds them.")
    if not json:
        emit(None, False, plan_text(found))
    for refusal in found.refused:
        note(refusal.reason)
    taken = []
    for one in _taken(site, folder, found, wanted) if not plan else ():
        taken.append(one)
        if not json:
            emit(None, False, taken_text(one))
        if process and one.session is not None:
            _process(site, one)
    if json:
        emit(import_view(found, taken), json)
    if found.refused and not plan:
        raise InputError(f"{len(found.refused)} of the files could not be used: see above.")


@app.command()
def watch(
    folder: Folder,
    procedure: Procedure,
    expert: Expert,
    consent: Signed = None,
    gap: Gap = 15.0,
    settle: Annotated[
        float, typer.Option(min=0, help="Seconds for which a file must not have grown.")
    ] = 30.0,
    once: Annotated[bool, typer.Option("--once", help="Take in what is there, and end.")] = False,
    verify: Verify = False,
    process: Process = False,
) -> None:
    """Take in what arrives in a folder, until it is stopped with Ctrl-C."""
    from app.cli.card_views import taken_text
    from capture.access import OWNER
    from capture.card_files import look
    from capture.procedures import get_procedure
    from capture.watch import Turn, Watch, turn

    site, wanted = open_site(), _wanted(procedure, expert, consent, verify)
    get_procedure(site, OWNER, procedure)
    look(folder)
    watched = Watch(folder, settle, gap * 60)
    stop, wrong = _stopped(), list[str]()

    def tell(sentence: str) -> None:
        wrong.append(sentence)
        note(sentence)

    if not once:
        note(f"Watching {folder}; stop it with Ctrl-C.")
    while not stop.is_set():
        with progress_bar() as bar:
            now = Turn(time.monotonic(), tell, once, _bars(bar))
            done = turn(site, OWNER, watched, wanted, now)
        for one in done:
            emit(None, False, taken_text(one))
            if process and one.session is not None:
                _process(site, one)
        if once and watched.is_at_rest():
            if wrong:
                raise InputError("Some of the files could not be used: see above.")
            return
        stop.wait(min(POLL_S, settle or POLL_S))
    note("Stopped watching; what was taken in is kept.")


def _wanted(procedure: str, expert: str, consent: Path | None, verify: bool) -> Wanted:
    """Raises InputError or TextError before anything is looked at."""
    from capture.cards import Wanted
    from capture.formats.consents import parse_consent
    from capture.ingest import Intake

    signed = parse_consent(read_file(consent), consent.name) if consent else None
    return Wanted(Intake((), procedure, expert, consent=signed), verify)


def _taken(site: Site, folder: Path, found: Plan, wanted: Wanted) -> Iterator[Taken]:
    from capture.access import OWNER
    from capture.cards import take_in

    for group in found.sessions:
        with progress_bar() as bar:
            done = take_in(site, OWNER, folder, group, wanted, _bars(bar))
        yield done


def _process(site: Site, taken: Taken) -> None:
    from app.cli.process import IDLE_AFTER_S
    from capture import sessions
    from capture.access import OWNER
    from pipelines.worker import ensure_worker

    if taken.session is not None:
        sessions.want(site, OWNER, taken.session.id)
        ensure_worker(site, idle_after_s=IDLE_AFTER_S)


def _bars(bar: Any) -> Progress:
    """One bar for each kind of work, made when it is first told of."""
    setters: dict[str, Any] = {}

    def show(what: str, share: float) -> None:
        if what not in setters:
            setters[what] = bar_setter(bar, DOING[what])
        setters[what](share)

    return show


def _stopped() -> threading.Event:
    """Set by Ctrl-C: what is being taken in is finished first. A second one ends at once."""
    stop = threading.Event()

    def ask(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.default_int_handler)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, ask)
    return stop
