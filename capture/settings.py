"""Settings of a site, from the environment (prefix ``SONMAT_``)."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_schemas.errors import SettingsError


class Settings(BaseSettings):
    """Everything that a site may set. URLs default to files in the data folder.

    ``data``: the data folder. ``site_key_file``: the site key, never inside ``data``. ``site_key``:
    the key itself, 64 hex digits, for containers. ``site_key_from``: file, environment or keyring;
    without it the environment where ``site_key`` is set, else the file. ``site_key_name``: its name
    in the keyring. ``ledger_file``: the list of what was erased; beside the site key without it.
    ``database_url``: SQLAlchemy URL of the site's state. ``workflow_url``: the same for DBOS; where
    ``database_url`` is a server's, the same without it. ``worker_name``: what a worker is called
    among several machines; without it the machine's name and a number that is free.
    ``worker_silent_s``: seconds without a sign of life after which others take over its work.
    ``gpu_stages``: stages that are taken from the queue ``gpu``, apart by spaces; the same on every
    machine.
    ``vault_url``: fsspec URL of the sealed files. ``vectors_url``: a PostgreSQL database with
    pgvector for the vectors of search; without it they lie in the memory of the process.
    ``speech_engine``: openai-whisper or faster-whisper. ``speech_model``: a name of ``sonmat models
    list --all``, or the path of Whisper weights on this machine. ``motion_fps``: frames a second in
    which body and hands are looked for; ``all`` (None) for every frame. ``record_limit_gib``: the
    most that one recording made in the browser may take. ``record_wait_h``: hours after which one
    that was broken off and never finished is taken in as far as it arrived. ``marker_keys``: keys
    that set a mark while recording besides M, as browsers name them; pedals send such keys.
    ``import_folders``: the only folders from which the app brings recordings in, apart by colons;
    without it any, for who sits at this machine. ``subtitle_font``: a font file with Hangul for
    subtitles that are drawn into the picture; without it one is looked for. ``loopback_owner``: who
    sits at this machine is its owner without signing in, also once there are accounts.
    ``sign_in_idle_min``, ``sign_in_hours``: after how long without use, and at the latest, somebody
    must sign in again. ``oidc_file``: a TOML file that names the provider of OpenID Connect.
    ``language_model_url``: an OpenAI-compatible endpoint on the site's own network, such as
    ``http://10.0.0.5:8000/v1``; without it no language model is asked anything.
    ``language_model_name``: which of its models. ``retention_days``: how long a session is kept
    whose consent names no last day; 0 for no end. ``storage_budget_gb``: the most that recordings
    and all that is made of them may take, in 10^9 bytes; 0 for what the disk has. ``log``: lines
    for people or one JSON object a line. ``certificate``, ``certificate_key``: PEM files with which
    ``--lan`` is served instead of under the site's own authority. ``ls_url``: the Label Studio
    server of the annotators. ``ls_token``, ``ls_token_file``: a token of its first user, or the
    file that holds it. ``ls_media``: the folder whose files that server shows; only masked copies
    lie there. ``ls_class``: the protection class whose sessions may go there, since everybody on a
    server sees all of it. ``app_address``: where annotators' browsers reach this app, for a link.
    ``ray_address``: a Ray cluster of the site's own that makes re-runs, such as ``10.0.0.5:6379``.
    """

    model_config = SettingsConfigDict(env_prefix="SONMAT_", extra="ignore", frozen=True)

    data: Path = Path("data")
    site_key_file: Path = Field(default_factory=lambda: Path.home() / ".config/sonmat/site.key")
    site_key: SecretStr = SecretStr("")
    site_key_from: Literal["", "file", "environment", "keyring"] = ""
    site_key_name: str = "site-key"
    ledger_file: Path | None = None
    database_url: str = ""
    workflow_url: str = ""
    worker_name: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9.-]{0,62})?$")
    worker_silent_s: float = Field(default=30.0, ge=5, le=3600)
    gpu_stages: str = ""
    vault_url: str = ""
    vectors_url: str = ""
    speech_engine: Literal["openai-whisper", "faster-whisper"] = "openai-whisper"
    speech_model: str = "whisper-base"
    motion_fps: float | None = Field(default=15.0, gt=0, le=240)
    record_limit_gib: float = Field(default=64.0, gt=0, le=1024)
    record_wait_h: float = Field(default=72.0, gt=0)
    marker_keys: str = "PageDown PageUp b F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24"
    import_folders: str = ""
    subtitle_font: str = ""
    loopback_owner: bool = False
    sign_in_idle_min: float = Field(default=60.0, gt=0, le=24 * 60)
    sign_in_hours: float = Field(default=12.0, gt=0, le=7 * 24)
    oidc_file: Path | None = None
    language_model_url: str = ""
    language_model_name: str = ""
    retention_days: int = Field(default=0, ge=0, le=36500)
    storage_budget_gb: float = Field(default=0.0, ge=0, le=1e6)
    log: Literal["text", "json"] = "text"
    certificate: Path | None = None
    certificate_key: Path | None = None
    ls_url: str = "http://127.0.0.1:8091"
    ls_token: SecretStr = SecretStr("")
    ls_token_file: Path | None = None
    ls_media: Path | None = None
    ls_class: Literal["", "open", "internal", "restricted"] = ""
    ray_address: str = Field(default="", pattern=r"^([^\s/:]+:\d{1,5})?$")
    app_address: str = Field(default="", pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$")

    @field_validator("motion_fps", mode="before")
    @classmethod
    def _every_frame(cls, given: object) -> object:
        return None if given == "all" else given

    @property
    def folder(self) -> Path:
        return self.data.expanduser().absolute()

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.folder / 'sonmat.db'}"

    @property
    def workflow(self) -> str:
        """The tables of DBOS have a schema of their own, so they may share a server's database."""
        if self.workflow_url:
            return self.workflow_url
        return (
            self.database
            if _is_served(self.database)
            else f"sqlite:///{self.folder / 'workflow.db'}"
        )

    @property
    def is_shared(self) -> bool:
        """Whether several machines can work on the site: both databases are on a server."""
        return _is_served(self.database) and _is_served(self.workflow)

    @property
    def vault(self) -> str:
        return self.vault_url or str(self.folder / "vault")

    @property
    def key_file(self) -> Path:
        return self.site_key_file.expanduser().absolute()

    @property
    def key_from(self) -> Literal["file", "environment", "keyring"]:
        """Where the site key comes from."""
        if self.site_key_from:
            return self.site_key_from
        return "environment" if self.site_key.get_secret_value() else "file"

    @property
    def ledger(self) -> Path:
        """The list of what was erased, outside the data folder like the site key."""
        given = self.ledger_file or self.key_file.with_suffix(".erased")
        return given.expanduser().absolute()

    @property
    def media_folder(self) -> Path | None:
        """What annotators are shown, outside of everything that is sealed or secret."""
        return None if self.ls_media is None else self.ls_media.expanduser().absolute()


def _is_served(url: str) -> bool:
    return not url.startswith("sqlite")


def load_settings() -> Settings:
    """Settings of this process. Raises SettingsError with the name of the variable at fault."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"SONMAT_{'_'.join(str(part) for part in first['loc'])}".upper()
        raise SettingsError(f"The setting {name} cannot be used: {first['msg']}.") from error
    _apart(settings)
    return settings


def _apart(settings: Settings) -> None:
    """Keys lie outside of what they open, and what is shown in plain outside of both."""
    if settings.key_file.is_relative_to(settings.folder):
        raise SettingsError(
            "The site key must not lie inside the data folder: set SONMAT_SITE_KEY_FILE to a file"
            " outside of SONMAT_DATA."
        )
    if settings.ledger.is_relative_to(settings.folder):
        raise SettingsError(
            "The list of what was erased must not lie inside the data folder: set"
            " SONMAT_LEDGER_FILE to a file outside of SONMAT_DATA."
        )
    media = settings.media_folder
    if media is None:
        return
    inner = (settings.folder, settings.key_file, settings.ledger)
    if media.is_relative_to(settings.folder) or any(one.is_relative_to(media) for one in inner):
        raise SettingsError(
            "The copies for annotators must lie apart from the data folder and the keys: set"
            " SONMAT_LS_MEDIA to a folder of its own."
        )
