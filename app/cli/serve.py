"""``sonmat serve``."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.base import app, note, open_site


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
) -> None:
    """Run the web app, with a worker if none runs."""
    serve_app(host, port)


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
