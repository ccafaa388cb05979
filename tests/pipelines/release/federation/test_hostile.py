"""Another site, or whoever carries what it sends, that is not to be believed."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest

from capture import federation
from capture.access import OWNER
from data_schemas.errors import InputError, StoreError, UnknownError
from data_schemas.federation import CalledBack, Grant, SharedCatalogue
from pipelines.release.bag import sha256
from pipelines.release.federation import granting, signed
from pipelines.release.federation.neighbours import desk as neighbours
from pipelines.release.issuing import desk as issuing
from pipelines.release.signing import Signer
from tests.pipelines.release.federation.conftest import Pair
from tests.pipelines.release.library.test_catalogue import MARKUP, offering

EVE = Signer(b"e" * 32)


@pytest.fixture
def known(pair: Pair) -> Pair:
    """The plant's catalogue was read, and a release of it lies ready."""
    pair.publish()
    pair.add()
    pair.give()
    return pair


def signer(pair: Pair) -> Signer:
    return issuing.signer(pair.plant.site)


def told(pair: Pair, **changed: Any) -> dict[str, Any]:
    """The catalogue as it lies there, as JSON, with something else in it."""
    return json.loads((pair.shelf / signed.FILE).read_text("utf-8")) | changed


def put(pair: Pair, catalogue: dict[str, Any] | bytes, by: Signer | None = None) -> None:
    """At the place of the catalogue, signed by the plant or another one."""
    data = catalogue if isinstance(catalogue, bytes) else json.dumps(catalogue).encode()
    (pair.shelf / signed.FILE).write_bytes(data)
    (pair.shelf / signed.SIGNATURE).write_bytes((by or signer(pair)).sign(data, signed.SAYS))


def problem(pair: Pair) -> str:
    (one,) = neighbours.read(pair.other, OWNER)
    return one.problem


@contextmanager
def nothing_fetched(pair: Pair) -> Iterator[None]:
    before = sorted(pair.root.iterdir())
    yield
    assert sorted(pair.root.iterdir()) == before
    assert federation.fetched(pair.other) == ()
    assert not [one for one in Path(os.environ["TMPDIR"]).iterdir()]


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files go to a folder of the test's own, to be looked at."""
    import tempfile

    at = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(at))
    monkeypatch.setattr(tempfile, "tempdir", str(at))


# The catalogue


def test_any_byte_that_was_changed_is_found(known: Pair) -> None:
    for name in (signed.FILE, signed.SIGNATURE):
        file = known.shelf / name
        whole = file.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 23)):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            said = problem(known)
            # the first line of a signature is a comment that nobody signs
            assert "not signed with the key" in said or (name == signed.SIGNATURE and at < 40)
        file.write_bytes(whole[:-9])
        assert "not signed with the key" in problem(known)
        file.write_bytes(whole)
    assert problem(known) == ""


def test_another_key_is_not_believed_whatever_lies_beside_it(known: Pair) -> None:
    (known.shelf / "minisign.pub").write_text(EVE.public)
    put(known, told(known), EVE)
    assert "not signed with the key" in problem(known)
    with pytest.raises(InputError, match="not signed with the key"):
        neighbours.fetch(
            known.other, OWNER, "ulsan", known.plant.shared.id,
            neighbours.Getting(str(known.root / "way"), str(known.own), known.root / "got"),
        )  # fmt: skip
    (kept,) = neighbours.look(known.other, OWNER).neighbours
    assert len(kept.catalogue.offerings) == 1 and kept.key == signer(known).line


def test_what_the_same_key_signed_for_something_else_is_no_catalogue(known: Pair) -> None:
    data = (known.shelf / signed.FILE).read_bytes()
    for comment in (granting.SAYS, "Sonmat release, bag-info.txt has SHA-256 " + "0" * 64, ""):
        (known.shelf / signed.SIGNATURE).write_bytes(signer(known).sign(data, comment))
        assert "not signed with the key" in problem(known)


def test_an_old_catalogue_hides_no_recall(known: Pair) -> None:
    known.fetch()
    old = {name: (known.shelf / name).read_bytes() for name in (signed.FILE, signed.SIGNATURE)}
    release = known.plant.shared
    back = [{"id": release.id, "digest": release.digest}]
    later = str(SharedCatalogue.model_validate(told(known)).made_at + timedelta(seconds=1))
    put(known, told(known, offerings=[], recalled=back, made_at=later))
    assert problem(known) == "" and known.states() == ["recalled"]
    for name, data in old.items():
        (known.shelf / name).write_bytes(data)
    assert "older than the one that was read before" in problem(known)
    with pytest.raises(InputError, match="older"):
        known.fetch(out="again")
    assert known.states() == ["recalled"]


def test_a_recall_stays_marked_when_a_later_catalogue_forgets_it(known: Pair) -> None:
    known.fetch()
    release = known.plant.shared
    at = SharedCatalogue.model_validate(told(known)).made_at
    back = [{"id": release.id, "digest": release.digest}]
    put(known, told(known, offerings=[], recalled=back, made_at=str(at + timedelta(seconds=1))))
    problem(known)
    put(known, told(known, offerings=[], recalled=[], made_at=str(at + timedelta(seconds=2))))
    assert problem(known) == "" and known.states() == ["recalled"]


def test_it_is_called_back_by_its_content_under_whatever_id(known: Pair) -> None:
    known.fetch()
    back = [{"id": "rel-" + "0" * 16, "digest": known.plant.shared.digest}]
    put(known, told(known, recalled=back))
    assert problem(known) == "" and known.states() == ["recalled"]
    with pytest.raises(InputError, match="recalled by its site"):
        known.fetch(out="again")


def test_a_neighbour_calls_nothing_back_that_is_another_ones(known: Pair) -> None:
    known.fetch()
    release, shelf = known.plant.shared, known.root / "eve"
    shelf.mkdir()
    back = (CalledBack(id=release.id, digest=release.digest),)
    made = SharedCatalogue(publisher="Ulsan works", made_at=known.other.now(), recalled=back)
    data, signature = signed.written(made, EVE)
    (shelf / signed.FILE).write_bytes(data)
    (shelf / signed.SIGNATURE).write_bytes(signature)
    neighbours.add(known.other, OWNER, "eve", str(shelf), EVE.line)
    neighbours.read(known.other, OWNER)
    assert known.states() == ["held"]


def test_one_key_is_one_neighbour_and_one_name_is_one(known: Pair) -> None:
    for name, key in (("other", known.key), ("ulsan", EVE.line)):
        with pytest.raises(InputError, match="ulsan is a neighbour already"):
            neighbours.add(known.other, OWNER, name, str(known.shelf), key)


def test_a_release_that_was_replaced_under_its_id_is_refused(known: Pair) -> None:
    for told_of in ({"digest": "0" * 64}, {"version": 2}):
        changed = told(known)
        changed["offerings"] = [changed["offerings"][0] | told_of]
        put(known, changed)
        assert "otherwise than before" in problem(known)


def test_a_catalogue_of_tomorrow_is_refused(known: Pair) -> None:
    put(known, told(known, made_at=str(known.other.now() + timedelta(days=2))))
    assert "made in the future" in problem(known)


# Signed by the neighbour's own key: a neighbour may be hostile, too.
ODD: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a path for an id": lambda t: t | {"offerings": [t["offerings"][0] | {"id": "../../x"}]},
    "a path to call back": lambda t: t | {"recalled": [{"id": "rel-/../x", "digest": "0" * 64}]},
    "another publisher": lambda t: t | {"offerings": [t["offerings"][0] | {"publisher": "Busan"}]},
    "twice": lambda t: t | {"offerings": t["offerings"] * 2},
    "offered and called back": lambda t: t | {
        "recalled": [{"id": t["offerings"][0]["id"], "digest": "0" * 64}]
    },
    "recalled in its offer": lambda t: t | {"offerings": [t["offerings"][0] | {"recalled": True}]},
    "no zone": lambda t: t | {"made_at": "2026-12-01T00:00:00"},
    "another form": lambda t: t | {"form": 2},
    "something beside": lambda t: t | {"command": "x"},
    "no number": lambda t: t | {"offerings": [t["offerings"][0] | {"rows": 1e999}]},
    "deep": lambda _t: b"[" * 100_000,
    "no UTF-8": lambda _t: b'{"publisher": "\xff"}',
    "nothing": lambda _t: b"",
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_a_catalogue_of_another_shape_is_refused_in_a_sentence(known: Pair, what: str) -> None:
    put(known, ODD[what](told(known)))
    said = problem(known)
    assert "no catalogue that this version of Sonmat reads" in said and "\n" not in said
    assert len(neighbours.look(known.other, OWNER).offered) == 1


def test_a_huge_catalogue_is_not_read(known: Pair) -> None:
    file = known.shelf / signed.FILE
    with file.open("r+b") as opened:
        opened.truncate(signed.MOST + 1)
    assert "larger than" in problem(known)
    (known.shelf / signed.SIGNATURE).write_bytes(b"x" * (signed.MOST_SIGNATURE + 1))
    assert "larger than" in problem(known)


def test_a_catalogue_that_is_no_plain_file_is_not_waited_for(known: Pair) -> None:
    file = known.shelf / signed.FILE
    file.unlink()
    os.mkfifo(file)
    assert "not a plain file" in problem(known)
    file.unlink()
    file.symlink_to("/etc/hostname")
    assert "cannot be read there" in problem(known)
    file.unlink()
    assert "no federation.json at that address" in problem(known)


def test_what_stands_in_a_name_moves_no_cursor(known: Pair, capsys) -> None:
    from app.cli.federate import _held

    evil = f"\x1b[2J\u202e{MARKUP}"
    found = known.fetch()
    found = found.model_copy(update={"offering": offering(1, name=evil)})
    held = neighbours.look(known.other, OWNER).fetched[0].model_copy(update={"fetched": found})
    assert _held(held).isprintable()


@pytest.mark.parametrize("name", ["", "..", "a/b", "Ulsan", "-x", "a" * 41, "a\n", "울산"])
def test_a_neighbour_has_a_plain_name(pair: Pair, name: str) -> None:
    pair.publish()
    with pytest.raises(InputError, match="name of a neighbour"):
        neighbours.add(pair.other, OWNER, name, str(pair.shelf), pair.key)


@pytest.mark.parametrize("key", ["", "RWabc", "age1abc", "untrusted comment: x"])
def test_what_is_no_key_pins_nothing(pair: Pair, key: str) -> None:
    pair.publish()
    with pytest.raises(InputError, match="no public key of minisign"):
        neighbours.add(pair.other, OWNER, "ulsan", str(pair.shelf), key)
    assert neighbours.look(pair.other, OWNER).neighbours == ()


def test_one_that_cannot_be_read_hinders_no_other(known: Pair) -> None:
    shelf = known.root / "busan"
    shelf.mkdir()
    data, signature = signed.written(
        SharedCatalogue(publisher="Busan", made_at=known.other.now()), EVE
    )
    (shelf / signed.FILE).write_bytes(data)
    (shelf / signed.SIGNATURE).write_bytes(signature)
    neighbours.add(known.other, OWNER, "busan", str(shelf), EVE.line)
    (shelf / signed.FILE).unlink()
    found = {one.neighbour: one.problem for one in neighbours.read(known.other, OWNER)}
    assert found["ulsan"] == "" and "at that address" in found["busan"]
    with pytest.raises(UnknownError, match="no neighbour of that name"):
        neighbours.read(known.other, OWNER, ["none"])


# What was granted


def way(pair: Pair, name: str = granting.PARCEL) -> Path:
    return pair.root / "way" / name


def grant(pair: Pair) -> Grant:
    plain = pyrage.decrypt(way(pair, granting.GRANT).read_bytes(), [pair.own])
    return Grant.model_validate_json(plain)


def grant_anew(pair: Pair, by: Signer | None = None, **changed: object) -> None:
    made = Grant.model_validate(grant(pair).model_dump() | changed)
    granting.write(made, pair.root / "way", by or signer(pair))


def packed_anew(pair: Pair, change: Callable[[tarfile.TarFile], None]) -> None:
    """Another tar for the same key, which the neighbour itself has granted."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        change(tar)
    file = way(pair)
    file.write_bytes(pyrage.encrypt(made.getvalue(), [pair.own.to_public()]))
    grant_anew(pair, size=file.stat().st_size, sha256=sha256(file))


def files_of(pair: Pair, tar: tarfile.TarFile) -> None:
    plain = io.BytesIO(pyrage.decrypt(way(pair).read_bytes(), [pair.own]))
    with tarfile.open(fileobj=plain) as old:
        for one in old:
            tar.addfile(one, old.extractfile(one))


def test_a_release_that_is_not_offered_is_not_fetched(known: Pair) -> None:
    getting = neighbours.Getting(str(known.root / "way"), str(known.own), known.root / "got")
    for release in (known.plant.ours.id, "rel-" + "0" * 16, "../../x"):
        with nothing_fetched(known), pytest.raises(InputError, match="offers no release"):
            neighbours.fetch(known.other, OWNER, "ulsan", release, getting)


def test_a_release_whose_day_is_over_is_not_fetched(known: Pair) -> None:
    changed = told(known)
    terms = changed["offerings"][0]["terms"] | {"until": "2020-01-01"}
    changed["offerings"] = [changed["offerings"][0] | {"terms": terms}]
    put(known, changed)
    with nothing_fetched(known), pytest.raises(InputError, match="deleted everywhere by 2020"):
        known.fetch()


def test_a_release_whose_own_terms_forbid_sharing_is_not_fetched(known: Pair) -> None:
    changed = told(known)
    offered = changed["offerings"][0]
    for terms in (None, offered["terms"] | {"purposes": ["train", "publish"]}):
        put(known, changed | {"offerings": [offered | {"terms": terms}]})
        with nothing_fetched(known), pytest.raises(InputError, match="do not allow sharing"):
            known.fetch()


def test_nothing_is_opened_that_the_neighbour_has_not_signed(known: Pair, monkeypatch) -> None:
    grant_anew(known, by=EVE)

    def opened(*_args: object) -> None:
        raise AssertionError("decrypted before it was checked")

    monkeypatch.setattr(pyrage, "decrypt", opened)
    with nothing_fetched(known), pytest.raises(InputError, match="not signed with this neighbour"):
        known.fetch()


def test_a_grant_is_no_catalogue_and_a_catalogue_no_grant(known: Pair) -> None:
    data = way(known, granting.GRANT).read_bytes()
    way(known, granting.SIGNATURE).write_bytes(signer(known).sign(data, signed.SAYS))
    with nothing_fetched(known), pytest.raises(InputError, match="not signed with this neighbour"):
        known.fetch()


def test_what_was_granted_to_somebody_else_is_refused_though_it_opens(known: Pair) -> None:
    """Who was given it may not pass it on under the same grant."""
    third = pyrage.x25519.Identity.generate()
    grant_anew(known, recipients=(str(third.to_public()),))
    data = way(known, granting.GRANT).read_bytes()
    with nothing_fetched(known), pytest.raises(InputError, match="not for this key"):
        known.fetch()
    passed_on = pyrage.encrypt(pyrage.decrypt(data, [third]), [known.own.to_public()])
    way(known, granting.GRANT).write_bytes(passed_on)
    with nothing_fetched(known), pytest.raises(InputError, match="not signed with this neighbour"):
        known.fetch()
    way(known, granting.SIGNATURE).write_bytes(signer(known).sign(passed_on, granting.SAYS))
    with nothing_fetched(known), pytest.raises(InputError, match="granted to somebody else"):
        known.fetch()


def test_a_grant_of_another_release_is_refused(known: Pair) -> None:
    grant_anew(known, release=known.plant.ours.id, digest=known.plant.ours.digest)
    with nothing_fetched(known), pytest.raises(InputError, match="is another release"):
        known.fetch()


def test_another_release_under_the_grant_of_this_one_is_refused(known: Pair) -> None:
    ours = known.plant.folder / "Lee"

    def another(tar: tarfile.TarFile) -> None:
        for path in sorted(one for one in ours.rglob("*") if one.is_file()):
            tar.add(path, path.relative_to(ours).as_posix())

    packed_anew(known, another)
    with nothing_fetched(known), pytest.raises(InputError, match="another release than"):
        known.fetch()


def test_a_file_that_was_cut_swapped_or_grew_is_refused(known: Pair) -> None:
    whole = way(known).read_bytes()
    for changed, said in (
        (whole[:-1], "not the one that was granted"),
        (whole[:-1] + b"\0", "not the one that was granted"),
        (whole + b"\0", "larger than"),
        (b"", "not the one that was granted"),
    ):
        way(known).write_bytes(changed)
        with nothing_fetched(known), pytest.raises(InputError, match=said):
            known.fetch()


def evil(kind: bytes, name: str, link: str = "", size: int = 0) -> Callable[..., None]:
    def add(pair: Pair, tar: tarfile.TarFile) -> None:
        files_of(pair, tar)
        one = tarfile.TarInfo(name)
        one.type, one.linkname, one.size = kind, link, size
        tar.addfile(one, io.BytesIO(b"x" * size))

    return add


def sparse(pair: Pair, tar: tarfile.TarFile) -> None:
    """A few bytes that stand for a terabyte."""
    one = tarfile.TarInfo("data/large.bin")
    one.pax_headers = {"GNU.sparse.map": "0,1", "GNU.sparse.size": str(1 << 40)}
    one.size = 1
    tar.addfile(one, io.BytesIO(b"x"))


TARS: dict[str, Callable[[Pair, tarfile.TarFile], None]] = {
    "up": evil(tarfile.REGTYPE, "../evil", size=1),
    "deep up": evil(tarfile.REGTYPE, "data/../../evil", size=1),
    "root": evil(tarfile.REGTYPE, "/tmp/sonmat-evil", size=1),
    "link": evil(tarfile.SYMTYPE, "data/link", "/etc/hostname"),
    "hard link": evil(tarfile.LNKTYPE, "data/link", "bagit.txt"),
    "pipe": evil(tarfile.FIFOTYPE, "data/pipe"),
    "device": evil(tarfile.CHRTYPE, "data/null"),
    "folder": evil(tarfile.DIRTYPE, "data/folder"),
    "beside": evil(tarfile.REGTYPE, "data/more.txt", size=1),
    "mark": evil(tarfile.REGTYPE, ".sonmat-partial/x", size=1),
    "sparse": sparse,
    "empty": lambda _pair, _tar: None,
}


@pytest.mark.parametrize("what", TARS)
def test_a_hostile_package_leaves_nothing(known: Pair, what: str) -> None:
    packed_anew(known, lambda tar: TARS[what](known, tar))
    with nothing_fetched(known), pytest.raises((InputError, StoreError)) as told_of:
        known.fetch()
    assert "\n" not in str(told_of.value)
    assert not Path("/tmp/sonmat-evil").exists()


def test_a_grant_too_large_is_not_read(known: Pair) -> None:
    way(known, granting.GRANT).write_bytes(b"x" * (granting.MOST + 1))
    with nothing_fetched(known), pytest.raises(InputError, match="larger than"):
        known.fetch()


def test_without_the_own_key_nothing_is_asked_of_anybody(known: Pair) -> None:
    (known.shelf / signed.FILE).unlink()
    getting = neighbours.Getting(str(known.root / "way"), "", known.root / "got")
    with nothing_fetched(known), pytest.raises(InputError, match="no secret key of age"):
        neighbours.fetch(known.other, OWNER, "ulsan", known.plant.shared.id, getting)


def test_a_place_that_is_used_is_refused_and_kept(known: Pair) -> None:
    (known.root / "got").mkdir()
    (known.root / "got" / "mine").write_text("keep")
    with nothing_fetched(known), pytest.raises(InputError, match="not empty"):
        known.fetch()
    inside = known.other.settings.folder / "got"
    getting = neighbours.Getting(str(known.root / "way"), str(known.own), inside)
    with nothing_fetched(known), pytest.raises(InputError, match="inside the data folder"):
        neighbours.fetch(known.other, OWNER, "ulsan", known.plant.shared.id, getting)


def test_what_is_known_of_others_lies_sealed(known: Pair) -> None:
    known.fetch()
    data = known.other.settings.folder
    words = [
        b"Ulsan",
        b"valve",
        b"hall 3",
        known.plant.shared.id.encode(),
        str(known.shelf).encode(),
    ]
    for path in (one for one in data.rglob("*") if one.is_file()):
        found = path.read_bytes()
        # the audit names releases by id, as it does our own
        shown = words[:3] + words[4:] if path.name.startswith("sonmat.db") else words
        assert [word for word in shown if word in found] == [], path
