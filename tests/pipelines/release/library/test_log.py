"""The log of the library: who asked, what was answered, who was given what. It only grows."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from capture import seals
from capture.access import OWNER
from capture.records import sessions as session_records
from capture.verify import verify
from data_schemas.errors import Denied, InputError, StaleEntry, UnknownError
from data_schemas.library import LibraryEntry
from data_schemas.rights import Actor, Present, ProtectionClass, Purpose, Role
from pipelines.release.library import desk
from pipelines.release.library.given import desk as handed
from pipelines.release.library.rules import asking
from pipelines.withdraw import withdraw
from tests.hidden import masked
from tests.pipelines.release.library.conftest import OTHER_TRAINER, SHARED, TRAINER, Plant


def asked(plant: Plant, release: str = "", **told: object) -> str:
    return desk.ask(plant.site, TRAINER, release or plant.shared.id, plant.ask(**told)).id


def test_from_the_request_to_the_handing_over_everything_is_kept(plant: Plant) -> None:
    site = plant.site
    one = desk.ask(site, TRAINER, plant.shared.id, plant.ask())
    assert (one.state, one.asked_by, one.purpose) == (
        "open", "acc-lab", "grip forces for a robot hand"
    )  # fmt: skip
    assert handed.given_to(site, OWNER, plant.shared.id) == ()
    granted = desk.grant(site, OWNER, one.id, "until 2027, for the arm in hall 3")
    assert (granted.state, granted.answer) == ("granted", "until 2027, for the arm in hall 3")
    desk.hand_over(site, OWNER, one.id, plant.folder / "Kim")
    (given,) = handed.given_to(site, OWNER, plant.shared.id)
    assert (given.digest, given.version) == (plant.shared.digest, 1)
    assert (given.recipient.organisation, given.recipient.person) == ("Hanbit Labs", "Choi")
    assert given.terms == granted.answer and given.by == OWNER.id
    assert handed.handed_over(site) == {plant.shared.id: (given,)}
    desk.hand_over(site, OWNER, one.id)
    assert len(handed.given_to(site, OWNER, plant.shared.id)) == 2
    assert verify(site, OWNER).problems == ()


def test_a_refusal_has_a_reason_and_opens_the_way_to_ask_anew(plant: Plant) -> None:
    one = asked(plant)
    with pytest.raises(InputError, match="needs its reason"):
        desk.refuse(plant.site, OWNER, one, "  ")
    assert desk.refuse(plant.site, OWNER, one, "no contract yet").answer == "no contract yet"
    again = asked(plant)
    assert [r.state for r in desk.requests(plant.site, OWNER)] == ["refused", "open"]
    assert again != one


@pytest.mark.parametrize("written", ["hanbit  labs", "HANBIT LABS"])
def test_who_asks_twice_is_told_so_however_they_write_themselves(plant: Plant, written) -> None:
    one = asked(plant)
    with pytest.raises(InputError, match=f"already \\({one}\\): wait"):
        asked(plant, organisation=written)
    desk.grant(plant.site, OWNER, one)
    with pytest.raises(InputError, match="it was granted"):
        asked(plant, organisation=written)
    assert asked(plant, person="Han") != one


@pytest.mark.parametrize("act", ["grant", "refuse", "give"])
def test_an_answer_stands(plant: Plant, act: str) -> None:
    one = asked(plant)
    desk.refuse(plant.site, OWNER, one, "no")
    acts = {
        "grant": lambda: desk.grant(plant.site, OWNER, one),
        "refuse": lambda: desk.refuse(plant.site, OWNER, one, "no"),
        "give": lambda: desk.hand_over(plant.site, OWNER, one),
    }
    with pytest.raises(InputError, match="before it was granted" if act == "give" else "already"):
        acts[act]()


def test_nothing_is_handed_over_before_it_was_granted(plant: Plant) -> None:
    with pytest.raises(InputError, match="before it was granted"):
        desk.hand_over(plant.site, OWNER, asked(plant))


def test_what_was_agreed_for_this_site_only_goes_to_nobody_else(plant: Plant) -> None:
    one = asked(plant, plant.ours.id)
    with pytest.raises(InputError, match="no consent was given for this purpose"):
        desk.grant(plant.site, OWNER, one)
    assert desk.requests(plant.site, OWNER)[0].state == "open"
    own = asked(plant, plant.ours.id, organisation="Our own lab", inside=True)
    assert desk.grant(plant.site, OWNER, own).state == "granted"


def test_a_recalled_release_is_neither_asked_for_nor_granted_nor_handed_over(plant: Plant) -> None:
    granted, still_open = asked(plant), asked(plant, person="Han")
    desk.grant(plant.site, OWNER, granted)
    withdraw(plant.site, OWNER, plant.kims)
    for act in (
        lambda: asked(plant, person="Oh"),
        lambda: desk.grant(plant.site, OWNER, still_open),
        lambda: desk.hand_over(plant.site, OWNER, granted),
    ):
        with pytest.raises(InputError, match="This release was recalled"):
            act()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"purposes": frozenset({Purpose.TRAIN})}, "no consent was given|needs consent to share"),
        ({"protection_class": ProtectionClass.NATIONAL_CORE}, "never leaves the site"),
        ({"present": (Present(role="learner", label="a"),)}, "neither agreed nor is to be masked"),
        ({"retain_until": date(2020, 1, 1)}, "This release was recalled"),
    ],
)
def test_what_has_changed_since_it_was_granted_stops_the_handing_over(
    plant: Plant, state: dict[str, object], said: str
) -> None:
    one = asked(plant)
    desk.grant(plant.site, OWNER, one)
    with plant.site.db() as db:
        session_records.set_consent(db, plant.kims, SHARED.model_copy(update=state))
    masked(plant.site, plant.kims)
    with pytest.raises(InputError, match=said):
        desk.hand_over(plant.site, OWNER, one)
    assert handed.given_to(plant.site, OWNER, plant.shared.id) == ()


def test_masks_that_nobody_answers_for_any_more_stop_it_too(plant: Plant) -> None:
    one = asked(plant)
    with plant.site.db() as db:
        session_records.decide_hidden(db, plant.kims, None)
    with pytest.raises(InputError, match="nobody has confirmed"):
        desk.grant(plant.site, OWNER, one)


def test_the_log_outlives_the_session_so_that_copies_can_be_called_back(plant: Plant) -> None:
    one = asked(plant)
    desk.grant(plant.site, OWNER, one)
    desk.hand_over(plant.site, OWNER, one)
    receipt = withdraw(plant.site, OWNER, plant.kims)
    assert receipt.releases_to_recall == (plant.shared.id,)
    (given,) = handed.given_to(plant.site, OWNER, plant.shared.id)
    assert given.recipient.contact == "c@x.example"
    assert plant.kims not in given.model_dump_json()


def test_another_folder_is_not_handed_over_in_its_name(plant: Plant) -> None:
    one = asked(plant)
    desk.grant(plant.site, OWNER, one)
    with pytest.raises(InputError, match="is not this release"):
        desk.hand_over(plant.site, OWNER, one, plant.folder / "Lee")
    (plant.folder / "Kim/bag-info.txt").write_text("Source-Organization: x\n")
    with pytest.raises(InputError, match="is not this release, or not whole"):
        desk.hand_over(plant.site, OWNER, one, plant.folder / "Kim")
    assert handed.given_to(plant.site, OWNER, plant.shared.id) == ()


@pytest.mark.parametrize("release", ["rel-0", "", "../x"])
def test_a_release_that_is_not_here(plant: Plant, release: str) -> None:
    with pytest.raises(UnknownError, match="There is no release of that id here"):
        desk.ask(plant.site, OWNER, release, plant.ask())
    with pytest.raises(UnknownError, match="There is no release of that id here"):
        handed.given_to(plant.site, OWNER, release)


def test_a_request_that_is_not_here(plant: Plant) -> None:
    with pytest.raises(UnknownError, match="There is no request of that id here"):
        desk.grant(plant.site, OWNER, "req-0")


@pytest.mark.parametrize(
    ("purpose", "told", "said"),
    [
        ("", {"organisation": "a"}, "fill in both"),
        ("x", {"organisation": " "}, "fill in both"),
        ("x", {"organisation": "a\u202eb"}, "signs that nobody sees"),
        ("x", {"organisation": "a", "contact": "\x1b[2J"}, "signs that nobody sees"),
        ("x", {"organisation": "a" * 121}, "at most 120 letters"),
        ("x" * 2001, {"organisation": "a"}, "other texts 2000"),
    ],
)
def test_what_cannot_be_a_request(purpose, told, said) -> None:
    with pytest.raises(InputError, match=said):
        asking(purpose, **told)


def test_who_asks_sees_their_own_requests_and_what_came_of_them(plant: Plant) -> None:
    one = asked(plant)
    desk.grant(plant.site, OWNER, one)
    desk.hand_over(plant.site, OWNER, one)
    assert [r.id for r in desk.requests(plant.site, TRAINER)] == [one]
    assert desk.requests(plant.site, OTHER_TRAINER) == ()
    assert len(handed.given_to(plant.site, TRAINER, plant.shared.id)) == 1
    assert handed.given_to(plant.site, OTHER_TRAINER, plant.shared.id) == ()
    for act in (
        lambda: desk.grant(plant.site, TRAINER, one),
        lambda: desk.refuse(plant.site, TRAINER, one, "x"),
        lambda: desk.hand_over(plant.site, TRAINER, one),
    ):
        with pytest.raises(Denied):
            act()


def test_an_expert_sees_who_received_their_work_and_not_the_people_there(plant: Plant) -> None:
    one = asked(plant)
    desk.grant(plant.site, OWNER, one, "for 900 euros")
    desk.hand_over(plant.site, OWNER, one)
    kim, lee = (
        Actor(id=f"acc-{expert}", roles=frozenset({Role.EXPERT}), expert=expert)
        for expert in (plant.kim, plant.lee)
    )
    (given,) = handed.given_to(plant.site, kim, plant.shared.id)
    told = given.model_dump_json()
    assert "Hanbit Labs" in told
    assert not any(word in told for word in ("Choi", "c@x.example", "900 euros"))
    with pytest.raises(UnknownError):
        handed.given_to(plant.site, lee, plant.shared.id)
    interviewer = Actor(id="acc-i", roles=frozenset({Role.INTERVIEWER}))
    assert handed.given_to(plant.site, interviewer, plant.shared.id) == ()


def test_no_name_and_no_word_of_who_asked_lies_readable(plant: Plant) -> None:
    one = asked(plant, person="Zebulon Quartz")
    desk.grant(plant.site, OWNER, one, "only in Timbuktu")
    desk.hand_over(plant.site, OWNER, one)
    planted = (b"Hanbit", b"Zebulon", b"c@x.example", b"grip forces", b"Timbuktu")
    for path in plant.site.settings.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(word in content for word in planted), path


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM library WHERE act = 'give'",
        "UPDATE library SET act = 'grant' WHERE act = 'refuse'",
        "UPDATE library SET release = (SELECT id FROM release WHERE id != library.release)",
    ],
)
def test_who_rewrites_the_log_in_the_database_is_found(plant: Plant, statement: str) -> None:
    one, other = asked(plant), asked(plant, person="Han")
    desk.grant(plant.site, OWNER, one)
    desk.hand_over(plant.site, OWNER, one)
    desk.refuse(plant.site, OWNER, other, "no")
    assert list(seals.broken(plant.site)) == []
    with sqlite3.connect(plant.site.settings.folder / "sonmat.db") as db:
        assert db.execute(statement).rowcount
    assert list(seals.broken(plant.site))


def test_of_two_who_answer_at_once_the_slower_is_told(plant: Plant, monkeypatch) -> None:
    one, keep = asked(plant), desk._keep

    def slower(site, entry: LibraryEntry, mac: str = ""):
        monkeypatch.setattr(desk, "_keep", keep)
        desk.refuse(site, OWNER, one, "no contract")
        return keep(site, entry, mac)

    monkeypatch.setattr(desk, "_keep", slower)
    with pytest.raises(StaleEntry):
        desk.grant(plant.site, OWNER, one)
    assert desk.requests(plant.site, OWNER)[0].state == "refused"
    assert verify(plant.site, OWNER).problems == ()
