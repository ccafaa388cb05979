"""Doors to procedures: imported as sealed versions, never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.allowed import among
from capture.formats.procedures import WRITERS, understand_procedure
from capture.ids import new_id
from capture.permission import by_role
from capture.records import procedures as records
from capture.records.among import Wanted, count
from capture.versions import Changes, changes, go_on
from data_schemas.artifact import Kind
from data_schemas.errors import InputError, UnknownError
from data_schemas.procedure import Language, Procedure
from data_schemas.rights import Action, Actor, Role

if TYPE_CHECKING:
    from capture.site import Site


UNKNOWN = "There is no procedure of that id here: import it with `sonmat procedure import FILE`."


@dataclass(frozen=True)
class Preview:
    """What a file would become: ``notes`` are sentences on what was left out and why.

    ``is_new`` is false where the file says just what the newest version says.
    """

    procedure: Procedure
    notes: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)
    is_new: bool = True


def preview_procedure(
    site: Site, who: Actor, data: bytes, name: str, update: str | None = None
) -> Preview:
    """What ``import_procedure`` would take in, without doing so. Raises the same errors."""
    require(site, who, Action.EDIT_PROCEDURE)
    return _understood(site, data, name, update)


def import_procedure(
    site: Site, who: Actor, data: bytes, name: str, update: str | None = None
) -> Procedure:
    """Take in a file of any kind in ``capture.formats.procedures``; ``name`` is the file's name.

    Every import makes a new procedure, unless ``update`` names the one to give a new version; a
    file that changes nothing makes none. Steps of the version before keep their ids.
    Raises ProcedureError or UnknownError.
    """
    require(site, who, Action.EDIT_PROCEDURE)
    found = _understood(site, data, name, update)
    if found.is_new:
        _save(site, found.procedure)
    return found.procedure


def start_procedure(site: Site, who: Actor, title: str, language: Language) -> Procedure:
    """A job whose steps are not written yet; ``import_procedure`` gives it them as a new version.

    Recordings of it are transcribed in ``language``. Raises InputError without a title.
    """
    require(site, who, Action.EDIT_PROCEDURE)
    named = " ".join(title.split())
    if not named:
        raise InputError("A job needs a name: say in a few words what is done.")
    made = Procedure(id=new_id("prc"), title=named, language=language)
    _save(site, made)
    return made


def _understood(site: Site, data: bytes, name: str, update: str | None) -> Preview:
    if update is None:
        understood = understand_procedure(data, name, new_id("prc"), 1)
        return Preview(understood.procedure, understood.notes)
    versions = tuple(artifacts.load(site, one) for one in _versions(site, update))
    newest: Procedure = versions[-1]
    understood = go_on(understand_procedure(data, name, update, newest.version + 1), versions)
    made = understood.procedure
    if _content(made) == _content(newest):
        return Preview(newest, understood.notes, is_new=False)
    return Preview(made, understood.notes, changes(newest, made))


def _content(procedure: Procedure) -> Procedure:
    """What decides whether two versions differ: order rules have no order among themselves.

    A table has no word for where steps were listed from, and losing that is no change.
    """
    before = tuple(sorted(procedure.before))
    return procedure.model_copy(update={"version": 1, "before": before, "listed_from": ()})


def _save(site: Site, procedure: Procedure) -> None:
    recipe = artifacts.recipe_of(
        Kind.PROCEDURE, "procedure", procedure=procedure.id, number=procedure.version
    )
    sealed = artifacts.seal(site, recipe, artifacts.SITE, procedure)
    with site.db() as db:
        records.add(db, procedure.id, procedure.version, sealed.id, site.now())


def get_procedure(site: Site, who: Actor, procedure: str, version: int | None = None) -> Procedure:
    """One version, the newest where none is named. Raises UnknownError."""
    require(site, who, Action.LIST)
    if not _may_see(site, who, procedure):
        raise UnknownError(UNKNOWN)
    versions = _versions(site, procedure)
    if version is not None and not 1 <= version <= len(versions):
        raise UnknownError(
            f"There is no version {version} of this procedure: name one from 1 to {len(versions)}."
        )
    wanted = versions[(version or len(versions)) - 1]
    value: Procedure = artifacts.load_named(site, [wanted])[0]
    return value


def export_procedure(
    site: Site, who: Actor, procedure: str, form: str, version: int | None = None
) -> bytes:
    """A file of one version, in a form of ``capture.formats.procedures.WRITERS``.

    Raises UnknownError, or InputError for another form or where no step is written yet.
    """
    require(site, who, Action.LIST)
    if form not in WRITERS:
        raise InputError(f"A procedure is written as {', '.join(WRITERS)}, not as {form}.")
    found = get_procedure(site, who, procedure, version)
    if not found.steps:
        raise InputError(
            "The steps of this job are not written yet: propose them from a recording with"
            " `sonmat procedure propose SESSION`."
        )
    return WRITERS[form](found)


def list_procedures(site: Site, who: Actor) -> tuple[Procedure, ...]:
    """The newest version of each, in the order of their first import."""
    require(site, who, Action.LIST)
    with site.db() as db:
        found = records.find_all(db)
    mine = [artifact for procedure, artifact in found if _may_see(site, who, procedure)]
    return artifacts.load_named(site, mine)


def _may_see(site: Site, who: Actor, procedure: str) -> bool:
    """Annotators see the jobs of the sessions that they work on, everybody else all."""
    if by_role(who, Action.LIST) or Role.EXPERT in who.roles:
        return True
    mine = among(site, who, Action.LIST)
    with site.db() as db:
        return count(db, Wanted(mine, procedure=procedure)) > 0


def artifact_of(site: Site, procedure: str) -> str:
    """Id of the artifact that holds the newest version. Raises UnknownError."""
    return _versions(site, procedure)[-1]


def _versions(site: Site, procedure: str) -> tuple[str, ...]:
    with site.db() as db:
        found = records.versions(db, procedure)
    if not found:
        raise UnknownError(UNKNOWN)
    return found
