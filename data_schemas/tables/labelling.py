"""What is out with annotators in Label Studio, and what came back."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class LabellingProjectRow(SQLModel, table=True):
    """A project on a Label Studio server (``data_schemas.labelling``)."""

    __tablename__ = "labelling_project"
    id: str = Field(primary_key=True)
    server: str
    number: int
    procedure: str = Field(index=True)
    version: int
    screen: str
    blind: bool = False
    config: str
    protection_class: str
    changed_until: str = ""
    created_at: datetime
    closed_at: datetime | None = None


class LabellingTaskRow(SQLModel, table=True):
    """A session that is or was out with annotators: the last time only."""

    __tablename__ = "labelling_task"
    session: str = Field(foreign_key="session.id", primary_key=True)
    project: str = Field(foreign_key="labelling_project.id", index=True)
    number: int | None = None
    prediction_mac: str = ""
    shown: str = ""
    blind: bool = False
    out_at: datetime
    out_by: str
    waits: str = "annotator"
    seen: str = ""
    back_at: datetime | None = None
    back: str | None = None
    remove_at: datetime | None = None
    removed_at: datetime | None = None


class LabellingTroubleRow(SQLModel, table=True):
    """Something on the server that was not taken over; what it says is sealed in ``artifact``."""

    __tablename__ = "labelling_trouble"
    id: str = Field(primary_key=True)
    project: str = Field(foreign_key="labelling_project.id", index=True)
    session: str = Field(default="", index=True)
    task: int = 0
    annotation: int = 0
    code: str
    artifact: str = ""
    mark: str = ""
    found_at: datetime
    settled_at: datetime | None = None


class AnnotatorRow(SQLModel, table=True):
    """Whoever annotates, as a number; ``mac`` is a keyed digest of who that is on the server."""

    __tablename__ = "annotator"
    mac: str = Field(primary_key=True)
    number: int = Field(unique=True)
