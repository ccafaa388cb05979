"""Doors to procedures: imported as sealed versions, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.formats.procedures import parse_procedure
from capture.ids import new_id
from capture.records import procedures as records
from data_schemas.artifact import Kind
from data_schemas.errors import UnknownError
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site


def import_procedure(
    site: Site, who: Actor, data: bytes, name: str, update: str | None = None
) -> Procedure:
    """Take in a YAML or CSV file; ``name`` is the file's name.

    Every import makes a new procedure, unless ``update`` names the one to give a new version.
    Raises ProcedureError or UnknownError.
    """
    require(site, who, Action.EDIT_PROCEDURE)
    version = _newest(site, update)[0] + 1 if update else 1
    procedure = parse_procedure(data, name, update or new_id("prc"), version)
    recipe = artifacts.recipe_of(
        Kind.PROCEDURE, "procedure", procedure=procedure.id, number=version
    )
    sealed = artifacts.seal(site, recipe, artifacts.SITE, procedure)
    with site.db() as db:
        records.add(db, procedure.id, version, sealed.id, site.now())
    return procedure


def get_procedure(site: Site, who: Actor, procedure: str) -> Procedure:
    """The newest version. Raises UnknownError."""
    require(site, who, Action.LIST)
    value: Procedure = artifacts.load(site, _newest(site, procedure)[1])
    return value


def list_procedures(site: Site, who: Actor) -> tuple[Procedure, ...]:
    """The newest version of each, in the order of their first import."""
    require(site, who, Action.LIST)
    with site.db() as db:
        ids = records.find_all(db)
    return tuple(artifacts.load(site, _newest(site, procedure)[1]) for procedure in ids)


def artifact_of(site: Site, procedure: str) -> str:
    """Id of the artifact that holds the newest version. Raises UnknownError."""
    return _newest(site, procedure)[1]


def _newest(site: Site, procedure: str) -> tuple[int, str]:
    with site.db() as db:
        found = records.artifact_of(db, procedure)
    if found is None:
        raise UnknownError(
            "There is no procedure of that id here: import it with `sonmat procedure import FILE`."
        )
    return found
