"""What lies on a Label Studio server, as values of our own.

Times are the server's, in UTC (ISO 8601), and sort as text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from pydantic import SecretStr

from data_schemas.errors import LabelStudioRefused, SettingsError

Json: TypeAlias = dict[str, Any]
# Names the session in a task's data: an id of a task may be given to another one later.
SESSION = "session"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Connection:
    """Where the server is, and the token of its first user: a legacy one or a personal one."""

    url: str
    token: SecretStr
    timeout_s: float = 60.0

    def __post_init__(self) -> None:
        """Raises SettingsError and LabelStudioRefused for what would fail in a library."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise SettingsError(
                "The setting SONMAT_LS_URL cannot be used: it takes an address such as"
                " http://127.0.0.1:8091, without a name or password in it."
            )
        token = self.token.get_secret_value()
        if not token:
            raise LabelStudioRefused(
                "There is no token for Label Studio: set SONMAT_LS_TOKEN_FILE to the file that"
                " `make labelstudio` wrote, or SONMAT_LS_TOKEN."
            )
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise LabelStudioRefused(
                "The token for Label Studio holds spaces or other signs that no token has: copy it"
                " anew."
            )

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine, so that nothing goes over a network."""
        return urlsplit(self.url).hostname in LOOPBACK


@dataclass(frozen=True)
class Project:
    id: int
    title: str
    config: str
    storages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prediction:
    id: int
    model_version: str
    score: float | None
    result: list[Json]


@dataclass(frozen=True)
class Annotation:
    """What one annotator handed in. ``annotator`` is the server's number of a user.

    ``unique_id`` is that of no other annotation, also not of a later one: the server gives a number
    anew once its annotation is deleted (its own UUID is told in exports only).
    """

    id: int
    unique_id: str
    annotator: int
    result: list[Json]
    cancelled: bool
    updated_at: str
    parent_prediction: int | None = None


@dataclass(frozen=True)
class Task:
    """``session`` is "" where the task is not ours. Only a whole one has ``annotations`` and
    ``predictions``, a listed one has how many; ``annotations_total`` leaves skips out."""

    id: int
    project: int
    session: str
    data: Json
    updated_at: str
    annotations_total: int
    skips_total: int
    predictions_total: int
    annotations: tuple[Annotation, ...] = field(default=())
    predictions: tuple[Prediction, ...] = field(default=())
