"""Settings of a site, from the environment (prefix ``SONMAT_``)."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_schemas.errors import SettingsError


class Settings(BaseSettings):
    """Everything that a site may set. URLs default to files in the data folder.

    ``data``: the data folder. ``site_key_file``: the site key, never inside ``data``.
    ``database_url``: SQLAlchemy URL of the site's state. ``workflow_url``: the same for DBOS.
    ``vault_url``: fsspec URL of the sealed files. ``speech_engine``: openai-whisper or
    faster-whisper. ``speech_model``: a name of ``sonmat models list --all``, or the path of
    Whisper weights on this machine. ``motion_fps``: frames a second in which body and hands are
    looked for; ``all`` (None) for every frame. ``record_limit_gib``: the most that one recording
    made in the browser may take. ``record_wait_h``: hours after which one that was broken off and
    never finished is taken in as far as it arrived. ``marker_keys``: keys that set a mark while
    recording besides M, as browsers name them; pedals send such keys. ``import_folders``: the only
    folders from which the app brings recordings in, apart by colons; without it any, for who sits
    at this machine. ``subtitle_font``: a font file with Hangul for subtitles that are drawn into
    the picture; without it one is looked for.
    """

    model_config = SettingsConfigDict(env_prefix="SONMAT_", extra="ignore", frozen=True)

    data: Path = Path("data")
    site_key_file: Path = Field(default_factory=lambda: Path.home() / ".config/sonmat/site.key")
    database_url: str = ""
    workflow_url: str = ""
    vault_url: str = ""
    speech_engine: Literal["openai-whisper", "faster-whisper"] = "openai-whisper"
    speech_model: str = "whisper-base"
    motion_fps: float | None = Field(default=15.0, gt=0, le=240)
    record_limit_gib: float = Field(default=64.0, gt=0, le=1024)
    record_wait_h: float = Field(default=72.0, gt=0)
    marker_keys: str = "PageDown PageUp b F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24"
    import_folders: str = ""
    subtitle_font: str = ""

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
        return self.workflow_url or f"sqlite:///{self.folder / 'workflow.db'}"

    @property
    def vault(self) -> str:
        return self.vault_url or str(self.folder / "vault")

    @property
    def key_file(self) -> Path:
        return self.site_key_file.expanduser().absolute()


def load_settings() -> Settings:
    """Settings of this process. Raises SettingsError with the name of the variable at fault."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"SONMAT_{'_'.join(str(part) for part in first['loc'])}".upper()
        raise SettingsError(f"The setting {name} cannot be used: {first['msg']}.") from error
    if settings.key_file.is_relative_to(settings.folder):
        raise SettingsError(
            "The site key must not lie inside the data folder: set SONMAT_SITE_KEY_FILE to a file"
            " outside of SONMAT_DATA."
        )
    return settings
