"""Which server the settings name, and with which token."""

from __future__ import annotations

import stat
from pathlib import Path

from pydantic import SecretStr

from capture.settings import Settings
from data_schemas.errors import LabelStudioRefused, SettingsError
from pipelines.labelstudio.remote import Connection


def connection_of(settings: Settings) -> Connection:
    """Asks nothing of the server. Raises SettingsError, and LabelStudioRefused without a token."""
    token = settings.ls_token
    if settings.ls_token_file is not None:
        if token.get_secret_value():
            raise SettingsError("Set SONMAT_LS_TOKEN or SONMAT_LS_TOKEN_FILE, not both.")
        token = _read(settings.ls_token_file.expanduser())
    return Connection(settings.ls_url, token)


def _read(path: Path) -> SecretStr:
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise LabelStudioRefused(
                f"The token in {path} may be read by others: run `chmod 600 {path}`."
            )
        return SecretStr(path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise LabelStudioRefused(
            f"The token in {path} cannot be read: set SONMAT_LS_TOKEN_FILE to the file that"
            " `make labelstudio` tells."
        ) from error
