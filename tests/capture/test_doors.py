"""Every door refuses somebody who may do nothing, and writes that down.

A door is a public function ``f(site, who, ...)`` of capture or of a desk. New ones are found by
themselves; ``ARGUMENTS`` only says what to call them with.
"""

import importlib
import inspect
import pkgutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

import capture
import pipelines
from app.catalogue import say
from capture import audit
from capture.access import NOBODY
from capture.accounts import NewAccount
from capture.card_plan import PlanSession
from capture.cards import Wanted
from capture.closing import Whole
from capture.ingest import Intake
from capture.jobs import Sketch
from capture.opening import Opening
from capture.records import audit as audit_records
from capture.sources import Source, TextFile
from capture.takes import Start
from capture.watch import Turn, Watch
from data_schemas.annotation import Labelling
from data_schemas.approval import ApprovedList, SignedList
from data_schemas.clock import Interval, Span
from data_schemas.device import DeviceKind
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied
from data_schemas.handout import HandoutSelection
from data_schemas.knowledge import KnowledgeUnit, Opinion, Touch, UnitContent
from data_schemas.library import Recipient
from data_schemas.mask import BoxAt, Patch
from data_schemas.procedure import GlossaryTerm
from data_schemas.release import Selection
from data_schemas.rights import Consent, Role
from data_schemas.saved_search import SavedSearch
from data_schemas.sitting import Asked
from data_schemas.teaching import TryNote
from data_schemas.timeline import Question
from pipelines.deidentify.drawing.desk import Drawn
from pipelines.labelstudio.choosing.desk import Choice
from pipelines.labelstudio.pushing.desk import PushOptions
from pipelines.rederive.desk import Extent
from pipelines.release.federation.giving.desk import Sending
from pipelines.release.federation.neighbours.desk import Getting
from pipelines.release.library.rules import Asking

# Not doors: they are told who asks and decide, or they keep what a door let through.
NO_DOORS = {
    "capture.access.require",
    "capture.allowed.scope",
    "capture.allowed.among",
    "capture.allowed.viewer_of",
    "capture.audit.append",
    "capture.journal.append",
    "capture.journal.append_all",
    "capture.journal.add",
    "capture.journal.entries_of",
}

KEY = BoxAt(at_s=1.0, box=Patch(x=0.1, y=0.1, w=0.1, h=0.1))
CARD = UnitContent(
    step_id=None, kind="rule", text="a", language="en", no_footage="a", origin="annotator"
)
UNIT = KnowledgeUnit(
    **dict(CARD), id="unit-1", session="ses-1", expert="exp-1",
    created=Touch(by="a", at=datetime.now(UTC)),
)  # fmt: skip
ASKED = Asked(target="mom-1", question=Question(en="a", ko="a"))

ARGUMENTS = {
    "names": ("hand_landmarker",),
    "skip": 0,
    "take": 5,
    "named": None,
    "experts": (),
    "search": SavedSearch(name="gap", query="how wide"),
    "session": "ses-1", "expert": "exp-1", "pseudonym": "Kim", "name_or_id": "Kim",
    "procedure": "prc-1", "data": b"step,title\n1,a\n", "name": "a.csv", "upload": "upl-1",
    "declared": 10, "offset": 0, "block": b"x", "recording": "rec-1", "consent": Consent(),
    "intake": Intake((), "prc-1", "Kim"), "query": "x", "selection": Selection(name="x"),
    "out": Path("nowhere"), "target": "ses-1", "draft": Draft(act=Act.CONFIRM, target="seg-1"),
    "seen": 0, "number": 1, "offsets": {"rec-1": 1.0},
    "span": Span(recording="rec-1", start_s=0.0, end_s=2.0), "other": "ses-2", "step": "s1",
    "within": Interval(start_s=0, end_s=1), "form": "yaml", "dry_run": True,
    "opening": Opening("prc-1", "Kim"), "source": Source("a.mp4", lambda: None), "title": "a",
    "language": "en", "sessions": ("ses-1",), "stream": "stm-1", "marks": {},
    "start": Start("stm-1", "dev-1", datetime.now(UTC)), "whole": Whole(1, "0" * 64, 1.0),
    "folder": Path("nowhere"),
    "sources": (), "group": PlanSession(cameras=(), length_s=0.0), "text": "/", "local": True,
    "wanted": Wanted(Intake((), "prc-1", "Kim")), "watch": Watch(Path("nowhere")),
    "now": Turn(0.0, print), "kind": DeviceKind.ANDROID, "device": "dev-1",
    "last_day": None, "author": "", "job": "job-1",
    "parts": (Sketch("a"),), "present": (),
    "term": GlossaryTerm(term="a"),
    "drafts": (Draft(act=Act.CONFIRM, target="seg-1"),), "numbers": (1,), "state": "confirmed",
    "signed_list": SignedList(
        list=ApprovedList(session="ses-1", procedure="prc-1", procedure_version=1, version=1,
                          timeline="t", signed=(), items=()),
        signature="", public_key="",
    ),
    "chosen": HandoutSelection(session="ses-1"), "handout": "HO-1", "tongues": say,
    "note": TryNote(what="error", text="a"), "activity": "correct", "seconds": 1.0,
    "content": CARD, "unit": UNIT, "suggestion": "unit-1", "asked": ASKED, "outcome": "later",
    "said": Opinion(expert="exp-2", says="same"), "probe": "why", "step_id": "s1",
    "one": UNIT, "says": "same",
    "shares": 5, "threshold": 3, "confirmed": "",
    "account": "acc-1", "roles": frozenset({Role.TRAINER}),
    "new": NewAccount("Lee", frozenset({Role.TRAINER})),
    "mask": "mask-1", "sample": "mask-look-1", "words": "a b", "own": "msk-own-1",
    "instead": "a", "on": True, "at_s": 1.0,
    "drawn": Drawn("rec-1", "badge", KEY, 2.0), "key": KEY,
    "options": PushOptions(), "project": "lsp-1", "trouble": "odd-1", "labelling": Labelling(),
    "choice": Choice(("1", "a"), ("2", "b")), "label": "cue", "variant": "good",
    "release": "rel-1", "request": "req-1", "reason": "a", "publisher": "a",
    "asking": Asking(Recipient(organisation="a"), "b"),
    "sending": Sending(Path("nowhere"), (), "nowhere"), "address": "nowhere",
    "getting": Getting("nowhere", "", Path("nowhere")),
    "extent": Extent(), "given": TextFile("a.srt", b""), "voice": Interval(start_s=0, end_s=5),
}  # fmt: skip


def modules():
    for package in (capture, pipelines):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            leaf = found.name.rsplit(".", 1)[1]
            wanted = package is capture or leaf in ("desk", "progress", "withdraw", "run")
            if wanted and ".migrations" not in found.name:
                yield importlib.import_module(found.name)


def doors():
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters)
            own = function.__module__ == module.__name__ and not name.startswith("_")
            full = f"{module.__name__}.{name}"
            if own and parameters[:2] == ["site", "who"] and full not in NO_DOORS:
                yield full, function


DOORS = dict(doors())


def test_the_walk_finds_the_doors_that_are_known_to_exist():
    assert {
        "capture.ingest.ingest", "capture.sessions.open_proxy", "capture.upload.append",
        "capture.consent.grant", "pipelines.search.desk.search",
        "pipelines.search.movement.desk.similar", "pipelines.withdraw.withdraw",
        "pipelines.release.desk.create", "pipelines.review.desk.amend",
        "pipelines.progress.status", "pipelines.handout.desk.make",
        "pipelines.erasure.desk.erase", "capture.seen.audit_of", "capture.verify.verify",
    } <= set(DOORS)  # fmt: skip


@pytest.mark.parametrize("name", sorted(DOORS))
def test_nobody_gets_through(site, name):
    function = DOORS[name]
    given = {
        parameter.name: ARGUMENTS[parameter.name]
        for parameter in list(inspect.signature(function).parameters.values())[2:]
        if parameter.default is parameter.empty
    }
    with pytest.raises(Denied):
        function(site, NOBODY, **given)
    with site.db() as db:
        rows = [row for row, _ in audit_records.walk(db)]
    assert any(row.actor == "nobody" and not row.allowed for row in rows)
    assert audit.verify(site).broken_at is None
