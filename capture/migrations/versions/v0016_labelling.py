"""Work sessions go out to annotators and come back."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

AT = sa.DateTime(timezone=True)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, AT, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "labelling_project",
        *(_text(name) for name in ("id", "server")),
        _number("number"),
        _text("procedure"),
        _number("version"),
        _text("screen"),
        sa.Column("blind", sa.Boolean(), nullable=False),
        *(_text(name) for name in ("config", "protection_class", "changed_until")),
        _at("created_at"),
        _at("closed_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_labelling_project_procedure", "labelling_project", ["procedure"])
    _tasks()
    op.create_table(
        "labelling_trouble",
        *(_text(name) for name in ("id", "project", "session")),
        *(_number(name) for name in ("task", "annotation")),
        *(_text(name) for name in ("code", "artifact", "mark")),
        _at("found_at"),
        _at("settled_at", nullable=True),
        sa.ForeignKeyConstraint(["project"], ["labelling_project.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("project", "session"):
        op.create_index(f"ix_labelling_trouble_{name}", "labelling_trouble", [name])
    op.create_table(
        "annotator",
        _text("mac"),
        _number("number"),
        sa.PrimaryKeyConstraint("mac"),
        sa.UniqueConstraint("number"),
    )


def _tasks() -> None:
    op.create_table(
        "labelling_task",
        *(_text(name) for name in ("session", "project")),
        _number("number", nullable=True),
        *(_text(name) for name in ("prediction_mac", "shown")),
        sa.Column("blind", sa.Boolean(), nullable=False),
        _at("out_at"),
        *(_text(name) for name in ("out_by", "waits", "seen")),
        _at("back_at", nullable=True),
        _text("back", nullable=True),
        *(_at(name, nullable=True) for name in ("remove_at", "removed_at")),
        sa.ForeignKeyConstraint(["session"], ["session.id"]),
        sa.ForeignKeyConstraint(["project"], ["labelling_project.id"]),
        sa.PrimaryKeyConstraint("session"),
    )
    op.create_index("ix_labelling_task_project", "labelling_task", ["project"])
