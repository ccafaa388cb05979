"""What other sites are told: what may be shared, in every byte, and what must be deleted."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from app import catalogue as tongues
from capture import consent
from capture.access import OWNER
from capture.records import sessions as session_records
from data_schemas.errors import Denied, InputError
from data_schemas.release import Selection
from data_schemas.rights import Consent, Present, ProtectionClass, Purpose
from pipelines.release import desk as releases
from pipelines.release.federation import desk
from pipelines.release.federation.gate.desk import NOT_SHARED
from pipelines.release.federation.signed import FILE, SIGNATURE, catalogue_of
from pipelines.release.library import desk as library
from tests.hidden import answered_for
from tests.pipelines.release.federation.conftest import Pair
from tests.pipelines.release.library.conftest import SHARED, TRAINER
from tests.pipelines.release.test_package import content


def everything(folder: Path) -> bytes:
    return b"\n".join(name.encode() + b"\n" + data for name, data in content(folder).items())


def changed(pair: Pair, **told: object) -> None:
    """Kim signs anew."""
    given = SHARED.model_copy(update=told)
    consent.grant(pair.plant.site, OWNER, pair.plant.kims, given)
    if not given.people("open") and given.retain_until is None:
        answered_for(pair.plant.site, pair.plant.kims)


def test_no_byte_tells_of_a_session_that_is_not_shared_nor_of_people(pair: Pair) -> None:
    pair.publish()
    told = everything(pair.shelf)
    own, plant = pair.plant.shared, pair.plant
    assert own.id.encode() in told and b"valve [" in told
    hidden = [
        plant.ours.id, plant.ours.digest, "valve Lee", "own use only", plant.kims, plant.lees,
        plant.kim, plant.lee, OWNER.id,
    ]  # fmt: skip
    assert [word for word in hidden if word.encode() in told] == []
    # three letters can come by chance in a signature
    names = [data for name, data in content(pair.shelf).items() if "minisig" not in name]
    assert not [data for data in names if b"Kim" in data or b"Lee" in data]


def test_what_was_withheld_once_is_in_no_byte_of_the_next_one(pair: Pair) -> None:
    """The folder is written over in its place: nothing of before is left in it."""
    pair.publish()
    assert (pair.shelf / "croissant" / f"{pair.plant.shared.id}.json").is_file()
    assert b"valve" in everything(pair.shelf) and b"CC-BY" in everything(pair.shelf)
    changed(pair, purposes=frozenset({Purpose.TRAIN}))
    made = pair.publish()
    assert [one.id for one in made.catalogue.recalled] == [pair.plant.shared.id]
    told = everything(pair.shelf)
    assert b"valve" not in told and b"CC-BY" not in told
    assert told.count(pair.plant.shared.id.encode()) == 1  # called back, and nothing else


@pytest.mark.parametrize(
    ("told", "because"),
    [
        ({"purposes": frozenset({Purpose.TRAIN, Purpose.PUBLISH})}, "for this purpose (share)"),
        ({"protection_class": ProtectionClass.NATIONAL_CORE}, "never leaves the site"),
        ({"present": (Present(role="passer_by", label="x"),)}, "neither agreed nor is to be"),
        ({"retain_until": date(2020, 1, 1)}, "time of keeping is over"),
    ],
    ids=["share", "class", "people", "keeping"],
)
def test_each_reason_alone_keeps_it_here_and_calls_it_back(pair: Pair, told, because) -> None:
    pair.publish()
    changed(pair, **told)
    made = pair.publish()
    assert made.catalogue.offerings == ()
    assert [one.id for one in made.catalogue.recalled] == [pair.plant.shared.id]
    reasons = {one.release: one.reasons for one in made.left_out}[pair.plant.shared.id]
    assert any(because in reason for reason in reasons), reasons


def test_what_waits_for_a_person_is_not_offered_and_not_called_back(pair: Pair) -> None:
    pair.publish()
    with pair.plant.site.db() as db:
        session_records.decide_hidden(db, pair.plant.kims, None)
    made = pair.publish()
    assert (made.catalogue.offerings, made.catalogue.recalled) == ((), ())
    answered_for(pair.plant.site, pair.plant.kims)
    assert len(pair.publish().catalogue.offerings) == 1


def test_terms_of_the_day_it_was_made_hold_whatever_is_signed_later(pair: Pair) -> None:
    """Its own papers say that it is not shared."""
    site, lees = pair.plant.site, pair.plant.lees
    consent.grant(site, OWNER, lees, SHARED)
    answered_for(site, lees)
    made = pair.publish()
    reasons = {one.release: one.reasons for one in made.left_out}
    assert reasons == {pair.plant.ours.id: (NOT_SHARED,)}
    releases.create(site, OWNER, Selection(name="again", sessions=(lees,)), pair.root / "again")
    assert len(pair.publish().catalogue.offerings) == 2


@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
def test_one_session_of_several_is_enough_to_keep_a_release_here(pair: Pair, first: bool) -> None:
    site, both = pair.plant.site, (pair.plant.kims, pair.plant.lees)
    consent.grant(site, OWNER, pair.plant.lees, SHARED)
    answered_for(site, pair.plant.lees)
    made = releases.create(site, OWNER, Selection(name="both", sessions=both), pair.root / "both")
    assert made.id in {one.id for one in pair.publish().catalogue.offerings}
    # good enough for the gate of releases, and not for another site
    own = {"purposes": frozenset({Purpose.TRAIN}), "protection_class": ProtectionClass.OPEN}
    ended = made.sessions[0 if first else 1]
    consent.grant(site, OWNER, ended, SHARED.model_copy(update=own))
    answered_for(site, ended)
    told = pair.publish().catalogue
    assert made.id not in {one.id for one in told.offerings}
    assert made.id in {one.id for one in told.recalled}


def test_what_was_given_without_being_offered_is_called_back_too(pair: Pair) -> None:
    pair.give()
    changed(pair, purposes=frozenset({Purpose.TRAIN}))
    assert [one.id for one in pair.publish().catalogue.recalled] == [pair.plant.shared.id]


def test_each_catalogue_is_later_than_the_one_before_whatever_the_clock_says(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pair.publish().catalogue
    back = first.made_at - timedelta(days=400)
    monkeypatch.setattr(type(pair.plant.site), "now", lambda _site: back)
    assert pair.publish().catalogue.made_at > first.made_at


def test_others_check_it_with_stock_minisign_and_merge_it(pair: Pair) -> None:
    import minisign

    made = pair.publish()
    data = (pair.shelf / FILE).read_bytes()
    key = minisign.PublicKey.from_bytes((pair.shelf / "minisign.pub").read_bytes())
    key.verify(data, minisign.Signature.from_bytes((pair.shelf / SIGNATURE).read_bytes()))
    assert catalogue_of(data, (pair.shelf / SIGNATURE).read_bytes(), pair.key) == made.catalogue
    plain = json.loads((pair.shelf / "library.json").read_text("utf-8"))
    assert [one["id"] for one in plain["offerings"]] == [pair.plant.shared.id]


def test_another_folder_is_not_written_over(pair: Pair) -> None:
    pair.publish()
    cases = {
        "mine": lambda at: (at / "notes.txt").write_text("keep"),
        "another": lambda at: (at / "minisign.pub").write_text("untrusted comment: x\nRWabc\n"),
        "linked": lambda at: (at / "croissant").symlink_to(pair.root),
        "beside": lambda at: [
            (at / "minisign.pub").write_text(pair.key), (at / "notes.txt").write_text("keep")
        ],
    }  # fmt: skip
    for name, fill in cases.items():
        at = pair.root / name
        at.mkdir()
        fill(at)
        before = sorted(at.iterdir())
        with pytest.raises(InputError, match="holds something else"):
            desk.publish(pair.plant.site, OWNER, "Ulsan", at, tongues.say)
        assert sorted(at.iterdir()) == before
    inside = pair.plant.site.settings.folder / "shelf"
    with pytest.raises(InputError, match="inside the data folder"):
        desk.publish(pair.plant.site, OWNER, "Ulsan", inside, tongues.say)
    assert not inside.exists()


def test_one_that_was_broken_off_is_finished_by_the_next(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def broken(most: int):
        left = iter(range(most))

        def replace(self: Path, target: Path) -> Path:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return real(self, target)

        return replace

    for most in (0, 1, 3, 6):
        monkeypatch.setattr(Path, "replace", broken(most))
        with pytest.raises(KeyboardInterrupt):
            pair.publish()
        monkeypatch.setattr(Path, "replace", real)
        with pytest.raises(InputError):
            pair.add()  # believed only with its signature
    pair.publish()
    pair.add()
    assert not (pair.shelf / ".new").exists()


def test_a_trainer_sees_what_others_offer_and_shares_nothing(pair: Pair) -> None:
    from pipelines.release.federation.neighbours import desk as neighbours

    pair.publish()
    pair.add()
    assert len(neighbours.look(pair.other, TRAINER).offered) == 1
    for act in (
        lambda: desk.publish(pair.plant.site, TRAINER, "a", pair.root / "x", tongues.say),
        lambda: neighbours.read(pair.other, TRAINER),
        lambda: neighbours.add(pair.other, TRAINER, "a", str(pair.shelf), pair.key),
        lambda: neighbours.remove(pair.other, TRAINER, "ulsan"),
    ):
        with pytest.raises(Denied):
            act()


def test_consent_without_any_purpose_is_nowhere(pair: Pair) -> None:
    pair.publish()
    changed(pair, **Consent().model_dump(include={"purposes"}))
    assert pair.publish().catalogue.offerings == ()
    with pytest.raises(InputError):
        library.grant(pair.plant.site, OWNER, pair.granted())
