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
    """Open the site once, so that its errors come before the server starts; then serve."""
    from app.server import check_address, run
    from pipelines.worker import ensure_worker

    check_address(host)
    site = open_site()
    helper = ensure_worker(site)
    note(f"Sonmat is at http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{port}")
    try:
        run(host, port)
    finally:
        if helper is not None:
            helper.terminate()
            helper.wait(timeout=30)
