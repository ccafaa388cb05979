"""``sonmat serve``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import app, note, open_site
from data_schemas.errors import InputError

if TYPE_CHECKING:
    from app.lan.served import Lan
    from capture.settings import Settings


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
    certificate: Annotated[
        Path | None,
        typer.Option(help="PEM file of the company's certificate, for --lan.", show_default=False),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="PEM file of its private key.", show_default=False)
    ] = None,
    worker: Annotated[
        bool, typer.Option(help="Start a worker if none runs; not where it is a service.")
    ] = True,
) -> None:
    """Run the web app, with a worker if none runs."""
    from app import work
    from capture import log
    from capture.settings import load_settings

    if not worker:
        work.leave_to_others()
    settings = load_settings()
    log.install(settings.log)
    if (certificate or key) and not lan:
        raise InputError("A certificate is for the network: add --lan.")
    if certificate or key:
        named = {"certificate": certificate, "certificate_key": key}
        settings = settings.model_copy(update=named)
    if lan:
        serve_lan(host or "0.0.0.0", port, settings)
    else:
        serve_app(host or "127.0.0.1", port)


def serve_app(host: str, port: int) -> None:
    """Serve until interrupted. The site is opened first, so that its errors come at once."""
    from app import work
    from app.server import check_address, run
    from capture import members

    check_address(host)
    site = open_site()
    work.attend(site)
    try:
        with members.present(site):
            run(host, port, site, ready=lambda address: note(f"Sonmat is at {address}"))
    finally:
        work.stop()


def serve_lan(host: str, port: int, settings: Settings) -> None:
    """The same on the network. What is told goes to standard error."""
    from app import work
    from app.lan import addresses
    from app.lan.serve import run
    from app.lan.terminal import Terminal
    from capture import certificate, members
    from capture.site import Site

    addresses.listening(host)
    certificate.given(settings, datetime.now(UTC))
    site = Site.open(settings)
    work.attend(site)

    def started(lan: Lan) -> None:
        Terminal(lan, note).welcome()

    try:
        with members.present(site):
            run(host, port, site, started, note)
    finally:
        work.stop()
