"""The projects of a server: one for each version of a procedure, screen and kind (no doors)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture.ids import new_id
from capture.records import labelling as records
from data_schemas.errors import LabelStudioOdd
from data_schemas.labelling import LabellingProject
from data_schemas.procedure import Language, Procedure
from data_schemas.rights import ProtectionClass
from pipelines.labelstudio.config import config_of, fingerprint
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.guideline import instruction
from pipelines.labelstudio.media.folder import MediaFolder
from pipelines.labelstudio.pushing.item import Item
from pipelines.labelstudio.task import screen_name, screen_of

if TYPE_CHECKING:
    from capture.site import Site


@dataclass
class Projects:
    """``known``: those that were looked at in this run, by our own id."""

    site: Site
    gateway: Gateway
    language: Language
    known: dict[str, LabellingProject] = field(default_factory=dict)

    def of(self, item: Item) -> LabellingProject:
        """The project that has its labelling screen, made where there is none.

        Titles on the screen are without what this session hides, so that one which hides more of
        them has a project of its own. Raises LabelStudioOdd for one that somebody changed by hand.
        """
        procedure, name = item.material.procedure, screen_name(item.material.screen(self.language))
        wanted = LabellingProject(
            id=new_id("lsp"), server=self.gateway.url.rstrip("/"), number=0,
            procedure=procedure.id, version=procedure.version, screen=name, blind=item.shown.blind,
            config=fingerprint(config_of(procedure, screen_of(name))),
            protection_class=ProtectionClass(self.site.settings.ls_class),
            created_at=self.site.now(),
        )  # fmt: skip
        same = next((one for one in self.known.values() if _same(one, wanted)), None)
        if same is not None:
            return same
        with self.site.db() as db:
            kept = next((p for p in records.projects(db) if _same(p, wanted)), None)
            if kept is None:  # written down before it is made: one that was cut off is found again
                records.add_project(db, wanted)
                kept = wanted
        found = self._checked(kept) if kept.number else self._made(kept, item)
        self.known[found.id] = found
        return found

    def _checked(self, project: LabellingProject) -> LabellingProject:
        there = next(iter(self.gateway.projects(numbers=[project.number])), None)
        if there is None:
            raise LabelStudioOdd(
                f"Project {project.number} is gone from the server: run `sonmat labelstudio close"
                f" {project.id}`, then push again."
            )
        if fingerprint(there.config) != project.config:
            raise LabelStudioOdd(
                f"Somebody changed the labelling screen of project {project.number} on the server:"
                f" pull, run `sonmat labelstudio close {project.id}`, then push again."
            )
        self._open_media(project)
        return project

    def _made(self, project: LabellingProject, item: Item) -> LabellingProject:
        title, screen = title_of(item.material.procedure, project), screen_of(project.screen)
        address = self.site.settings.app_address
        same = self.gateway.projects(title=project.id[-6:])
        there = next((p.id for p in same if p.title == title), 0)
        number = there or self.gateway.create_project(
            title,
            config_of(item.material.procedure, screen),
            annotators=2 if project.blind else 1,
            model_version="",
            instruction=instruction(item.material.procedure, screen.language, address),
        )
        with self.site.db() as db:
            records.made_as(db, project.id, number)
        found = project.model_copy(update={"number": number})
        self._open_media(found)
        return found

    def _open_media(self, project: LabellingProject) -> None:
        folder = MediaFolder.of(self.site.settings.media_folder).sessions
        self.gateway.add_storage(project.number, str(folder))


def _same(one: LabellingProject, other: LabellingProject) -> bool:
    left_out = {"id", "number", "changed_until", "created_at", "closed_at"}
    return one.model_dump(exclude=left_out) == other.model_dump(exclude=left_out)


def title_of(procedure: Procedure, project: LabellingProject) -> str:
    """What annotators choose by: no names of people, no two alike, as short as the server wants."""
    twice = " · x2" if project.blind else ""
    return f"{(procedure.title or procedure.id)[:32]}{twice} · {project.id[-6:]}"
