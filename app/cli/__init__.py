"""The command line. ``main`` turns every error into one sentence and an exit status."""

from __future__ import annotations

import os
import sys

import click

from data_schemas.errors import Cancelled, SonmatError


def main() -> None:
    """Entry point of ``sonmat``: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted."""
    sys.exit(_run())


def _run() -> int:
    from app.cli.base import app

    try:
        result = app(standalone_mode=False, prog_name="sonmat")
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        return _say(f"{error.format_message()} See `{_path(error)} --help`.", 2)
    except (KeyboardInterrupt, click.Abort):
        return _say("Stopped.", 130)
    except Cancelled as error:
        return _say(str(error), 130)
    except SonmatError as error:
        return _say(str(error), 1)
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get("SONMAT_DEBUG"):
            raise
        # No traceback: it could quote words of a session.
        kind = type(error).__name__
        return _say(
            f"Something went wrong inside Sonmat ({kind}): set SONMAT_DEBUG=1 to see where.", 1
        )


def _path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx else "sonmat"


def _say(sentence: str, status: int) -> int:
    text = sentence.rstrip(".")
    sys.stderr.write(f"sonmat: {text}.\n")
    return status
