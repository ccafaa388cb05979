"""``sonmat serve``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import app, note, open_site

if TYPE_CHECKING:
    from app.lan.served import Lan


@app.command()
def serve(
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on: 127.0.0.1, with --lan every one.", show_default=False
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="With --lan the next two as well.")
    ] = 8501,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let in tablets of this network, over TLS, by a code.")
    ] = False,
) -> None:
    """Run the web app, with a worker if none runs."""
    if lan:
        serve_lan(host or "0.0.0.0", port)
    else:
        serve_app(host or "127.0.0.1", port)


def serve_app(host: str, port: int) -> None:
    """Serve until interrupted. The site is opened first, so that its errors come at once."""
    from app import work
    from app.server import check_address, run

    check_address(host)
    site = open_site()
    work.attend(site)
    try:
        run(host, port, site, ready=lambda address: note(f"Sonmat is at {address}"))
    finally:
        work.stop()


def serve_lan(host: str, port: int) -> None:
    """The same on the network. What is told goes to standard error."""
    from app import work
    from app.lan import addresses
    from app.lan.serve import run
    from app.lan.terminal import Terminal

    addresses.listening(host)
    site = open_site()
    work.attend(site)

    def started(lan: Lan) -> None:
        Terminal(lan, note).welcome()

    try:
        run(host, port, site, started, note)
    finally:
        work.stop()
