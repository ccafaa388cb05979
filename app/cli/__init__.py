"""The command line. ``main`` turns every error into one sentence and an exit status."""

from __future__ import annotations

import os
import sys

from typer import Abort, Exit
from typer.exceptions import TyperException

from data_schemas.errors import Cancelled, SonmatError


def main() -> None:
    """Entry point of ``sonmat``: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted."""
    sys.exit(_run())


def _run() -> int:
    from app.cli.base import app

    try:
        result = app(standalone_mode=False, prog_name="sonmat")
        return result if isinstance(result, int) else 0
    except Exit as stop:
        return stop.exit_code
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(error.format_message() + "\n")
            return 2
        usage = error.format_message().strip().rstrip(".")
        return _say(f"{usage}; see `{_path(error)} --help`.", 2)
    except (KeyboardInterrupt, Abort):
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


def _path(error: TyperException) -> str:
    """The command that was called, such as ``sonmat release create``."""
    context = getattr(error, "ctx", None)
    return context.command_path if context else "sonmat"


def _say(sentence: str, status: int) -> int:
    text = shown(sentence).rstrip(".")
    sys.stderr.write(f"sonmat: {text}.\n")
    return status


def shown(text: str) -> str:
    """As one line of letters: the name of a file may move the cursor or turn a line round."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
