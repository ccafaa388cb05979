"""What shows that nothing was changed from outside."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"
    number: int = Field(primary_key=True)
    at: datetime
    actor: str
    action: str
    target: str
    allowed: bool
    mac: str


class RowSealRow(SQLModel, table=True):
    """A keyed digest of one row of another table, and one of them all (``capture.seals``)."""

    __tablename__ = "row_seal"
    table: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    mac: str
