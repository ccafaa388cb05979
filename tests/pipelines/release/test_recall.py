"""A dataset that was given out is named once somebody in it withdraws."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture import consent
from capture.access import OWNER
from capture.site import Site
from data_schemas.errors import Erased
from data_schemas.release import Selection
from data_schemas.rights import Consent, Purpose
from pipelines.release import desk
from pipelines.release.gate import desk as gate
from pipelines.withdraw import withdraw
from tests.app import sample
from tests.hidden import answered_for

WIDE = Consent(purposes=frozenset({Purpose.TRAIN}), signed_by="Kim")


def test_a_release_that_holds_a_session_is_on_the_list_once_it_is_withdrawn(
    site: Site, tmp_path: Path
) -> None:
    made = [sample.processed(site, sample.take_in(site, name)) for name in ("Kim", "Lee")]
    for one in made:
        consent.grant(site, OWNER, one.session.id, WIDE)
        answered_for(site, one.session.id)
    both, alone = (
        desk.create(site, OWNER, Selection(name=name, sessions=ids), tmp_path / name)
        for name, ids in (
            ("both", tuple(one.session.id for one in made)),
            ("alone", (made[1].session.id,)),
        )
    )
    assert desk.to_recall(site, OWNER) == {}
    receipt = withdraw(site, OWNER, made[0].session.id)
    assert receipt.releases_to_recall == (both.id,)
    assert desk.to_recall(site, OWNER) == {both.id: 1}
    withdraw(site, OWNER, made[1].session.id)
    assert desk.to_recall(site, OWNER) == {both.id: 2, alone.id: 1}


def test_who_withdraws_while_a_release_is_being_made_is_in_none(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the gate, which still let them through, and the first look at what there is."""
    made = sample.processed(site, sample.take_in(site, "Kim"))
    consent.grant(site, OWNER, made.session.id, WIDE)
    answered_for(site, made.session.id)
    ask = gate.ask

    def ask_and_leave(*given: object) -> gate.Passed:
        asked = ask(*given)  # type: ignore[arg-type]
        withdraw(site, OWNER, made.session.id)
        return asked

    monkeypatch.setattr(gate, "ask", ask_and_leave)
    selection = Selection(name="late", sessions=(made.session.id,))
    with pytest.raises(Erased, match="was erased while it was being released: begin again"):
        desk.create(site, OWNER, selection, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert desk.to_recall(site, OWNER) == {}
