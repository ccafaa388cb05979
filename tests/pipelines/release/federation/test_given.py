"""A granted release on its way: what must hold before anything goes, and object stores."""

from __future__ import annotations

import shutil

import fsspec
import pyrage
import pytest

from capture import consent, remote
from capture.access import OWNER
from data_schemas.errors import InputError, StoreError, UnknownError
from data_schemas.rights import Purpose
from pipelines.release.bag import MANIFEST, PUBLIC, SIGNATURE
from pipelines.release.federation.giving import desk as giving
from pipelines.release.library import desk as library
from pipelines.release.library.given import desk as handed
from pipelines.release.signing import Signer
from tests.capture.test_objects_s3 import bucket  # noqa: F401
from tests.hidden import answered_for
from tests.pipelines.release.federation.conftest import Pair
from tests.pipelines.release.library.conftest import SHARED
from tests.pipelines.release.test_package import content


def given(pair: Pair) -> int:
    return sum(map(len, handed.handed_over(pair.plant.site).values()))


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(remote, "STORES", ("memory",))
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    yield fs
    fs.store.clear()


def test_nothing_goes_before_it_was_granted(pair: Pair) -> None:
    site = pair.plant.site
    asked = library.ask(site, OWNER, pair.plant.shared.id, pair.plant.ask())
    with pytest.raises(InputError, match="before it was granted"):
        pair.give()
    library.refuse(site, OWNER, asked.id, "no contract")
    with pytest.raises(InputError, match="before it was granted"):
        pair.give()
    sending = giving.Sending(pair.plant.folder / "Kim", (str(pair.own.to_public()),), "way")
    with pytest.raises(UnknownError, match="no request"):
        giving.give(site, OWNER, "req-0", sending)
    assert not (pair.root / "way").exists() and given(pair) == 0


def test_consent_that_ended_after_the_grant_keeps_it_here(pair: Pair) -> None:
    pair.granted()
    published = SHARED.model_copy(update={"purposes": frozenset({Purpose.TRAIN, Purpose.PUBLISH})})
    consent.grant(pair.plant.site, OWNER, pair.plant.kims, published)
    answered_for(pair.plant.site, pair.plant.kims)
    with pytest.raises(InputError, match=r"stays here: of session .*\(share\)"):
        pair.give()
    assert not (pair.root / "way").exists() and given(pair) == 0


def test_people_of_this_site_are_no_other_site(pair: Pair) -> None:
    """For them the gate of releases is enough; to another site it is not."""
    site, ours = pair.plant.site, pair.plant.ours
    asked = library.ask(site, OWNER, ours.id, pair.plant.ask(inside=True))
    library.grant(site, OWNER, asked.id)
    sending = giving.Sending(
        pair.plant.folder / "Lee", (str(pair.own.to_public()),), str(pair.root / "way")
    )
    with pytest.raises(InputError, match="stays here"):
        giving.give(site, OWNER, asked.id, sending)
    assert given(pair) == 0


def test_only_the_very_release_goes(pair: Pair) -> None:
    pair.granted()
    kim = pair.plant.folder / "Kim"

    def another(at) -> None:
        shutil.rmtree(at)
        shutil.copytree(pair.plant.folder / "Lee", at)

    def signed_anew(at) -> None:
        signer = Signer(b"x" * 32)
        (at / PUBLIC).write_text(signer.public)
        (at / SIGNATURE).write_bytes(signer.sign((at / MANIFEST).read_bytes(), "x"))

    for name, change in {
        "another": another,
        "signed": signed_anew,
        "changed": lambda at: (at / "data" / "README.md").write_text("x"),
        "missing": shutil.rmtree,
    }.items():
        at = pair.root / name
        shutil.copytree(kim, at)
        change(at)
        sending = giving.Sending(at, (str(pair.own.to_public()),), str(pair.root / "way"))
        with pytest.raises(InputError, match="is not this release, or not whole"):
            giving.give(pair.plant.site, OWNER, pair.granted_once(), sending)
    assert not (pair.root / "way").exists() and given(pair) == 0


def test_recipients_and_places_are_looked_at_before_anything_is_noted(pair: Pair) -> None:
    request, kim = pair.granted(), pair.plant.folder / "Kim"
    own, way = (str(pair.own.to_public()),), str(pair.root / "way")
    (pair.root / "used").mkdir()
    (pair.root / "used" / "x").write_text("keep")
    for recipients, to, said in (
        ((), way, "goes to another site encrypted"),
        (("age1x",), way, "not a public key of age"),
        (own, str(pair.root / "used"), "not empty"),
        (own, str(pair.plant.site.settings.folder / "x"), "inside the data folder"),
        (own, "https://plant.example/x", "no store"),
    ):
        with pytest.raises(InputError, match=said):
            giving.give(pair.plant.site, OWNER, request, giving.Sending(kim, recipients, to))
    assert given(pair) == 0


def test_it_is_in_the_log_before_it_lies_anywhere(pair: Pair, monkeypatch) -> None:
    """Whoever may have a copy is called; who was noted and has none loses nothing."""
    from pipelines.release import parcel

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    pair.granted()
    monkeypatch.setattr(parcel, "close", full)
    with pytest.raises(StoreError):
        pair.give()
    assert given(pair) == 1 and not (pair.root / "way").exists()


def test_through_an_object_store(pair: Pair, store) -> None:
    pair.publish()
    pair.add()
    pair.give("memory://bucket/way")
    names = sorted(one.rsplit("/", 1)[1] for one in store.find("/bucket/way"))
    assert names == ["grant.age", "grant.age.minisig", "release.tar.age"]
    assert pair.fetch("memory://bucket/way").place == "memory://bucket/way"
    assert content(pair.root / "got") == content(pair.plant.folder / "Kim")
    with pytest.raises(InputError, match="something at that address"):
        pair.give("memory://bucket/way")
    with pytest.raises(InputError, match=r"no grant\.age\.minisig at that address"):
        pair.fetch("memory://bucket/none", out="none")


@pytest.mark.full
def test_through_s3(pair: Pair, bucket: str) -> None:  # noqa: F811
    pair.publish()
    pair.add()
    pair.give(f"{bucket}/way")
    pair.fetch(f"{bucket}/way")
    assert content(pair.root / "got") == content(pair.plant.folder / "Kim")


def test_two_keys_open_it_and_no_third(pair: Pair) -> None:
    pair.publish()
    pair.add()
    mine, second = str(pair.own.to_public()), pyrage.x25519.Identity.generate()
    sending = giving.Sending(
        pair.plant.folder / "Kim", (mine, str(second.to_public())), str(pair.root / "way")
    )
    assert giving.give(pair.plant.site, OWNER, pair.granted(), sending).recipients[0] == mine
    pair.fetch()
    for name in ("grant.age", "release.tar.age"):
        data = (pair.root / "way" / name).read_bytes()
        assert pyrage.decrypt(data, [second])
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(data, [pyrage.x25519.Identity.generate()])
