"""Weights by way of the site's store: whole, the pinned ones, or nothing."""

from __future__ import annotations

import hashlib
import io
import json
import multiprocessing
import os
import tarfile
from pathlib import Path

import pytest

from capture import weights
from capture.access import OWNER
from capture.site import Site
from capture.verify import verify
from data_schemas.errors import ModelError
from pipelines import models
from pipelines.models import Model, list_models, model_path, rows
from pipelines.models.packs import read_pack, write_pack
from pipelines.models.sources import Source
from pipelines.sharing import desk
from tests.pipelines.test_models import hand_over, left_over, unreachable

BYTES = os.urandom(3_000_000)
PIN = hashlib.sha256(BYTES).hexdigest()


def pinned(monkeypatch, content: bytes) -> Model:
    source = Source(hashlib.sha256(content).hexdigest(), len(content), url="https://a.invalid/x")
    model = Model("tiny", "MIT", "copy", (source,), file="tiny.task")
    monkeypatch.setattr(rows, "manifest", lambda: {"tiny": model})
    return model


class Machines:
    """Two machines of one site: one store and one state, and folders of weights of their own."""

    def __init__(self, folder: Path, settings, monkeypatch) -> None:
        shared = {
            "database_url": f"sqlite:///{folder / 'state.db'}", "vault_url": str(folder / "store"),
        }  # fmt: skip
        self._folder, self._monkeypatch = folder, monkeypatch
        # One after the other: on one machine a database file has one place.
        self.sites = [
            Site.open(settings.model_copy(update={"data": folder / name, **shared}))
            for name in ("east", "west")
        ]

    def at(self, name: str) -> Site:
        """Be this machine from now on."""
        self._monkeypatch.setenv("SONMAT_MODELS", str(self.models(name)))
        return self.sites[name == "west"]

    def models(self, name: str) -> Path:
        return self._folder / f"{name}-models"

    def objects(self) -> list[Path]:
        return [one for one in (self._folder / "store" / "objects").rglob("*") if one.is_file()]


@pytest.fixture
def machines(tmp_path, settings, monkeypatch):
    (settings.key_file.parent).mkdir(exist_ok=True, parents=True)
    settings.key_file.write_text("ab" * 32)
    settings.key_file.chmod(0o600)
    made = Machines(tmp_path, settings, monkeypatch)
    yield made
    for one in made.sites:
        one.close()


@pytest.fixture
def one_model(monkeypatch) -> Model:
    return pinned(monkeypatch, BYTES)


@pytest.fixture
def kept(machines, one_model) -> Machines:
    """East has the weights and has shared them; no other source answers any more."""
    site = machines.at("east")
    models.fetch(get_raw=hand_over(BYTES))
    assert desk.share(site, OWNER) == ("tiny",)
    return machines


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Nobody but the store answers."""

    def asked(*_):
        raise AssertionError("a source outside of the site was asked")

    monkeypatch.setattr("pipelines.models.sources.urllib.request.urlopen", asked)


def fetched(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".lock-")
    }


def test_a_machine_without_weights_and_network_gets_them_byte_for_byte(kept):
    assert desk.fetch(kept.at("west"), OWNER) == ("tiny",)
    assert fetched(kept.models("west")) == fetched(kept.models("east"))
    assert model_path("tiny").read_bytes() == BYTES
    assert models.check()[0].sound and left_over(kept.models("west")) == ["tiny"]
    assert desk.fetch(kept.at("west"), OWNER) == ()


def test_sharing_twice_keeps_one_and_the_site_is_whole(kept):
    site = kept.at("east")
    before = len(kept.objects())
    assert desk.share(site, OWNER) == () and len(kept.objects()) == before
    assert desk.shared(site, OWNER) == {"tiny"}
    found = verify(site, OWNER)
    assert not found.problems and not found.left and found.artifacts == 1


def test_what_lies_in_the_store_is_not_readable(kept):
    assert all(BYTES[:64] not in one.read_bytes() for one in kept.objects())


@pytest.mark.parametrize("at", [100, 1_500_000, -10])
def test_a_changed_copy_is_refused_in_one_sentence_and_nothing_is_placed(kept, at):
    (stored,) = kept.objects()
    data = bytearray(stored.read_bytes())
    data[at] ^= 1
    stored.write_bytes(bytes(data))
    with pytest.raises(ModelError, match="sonmat models share tiny") as error:
        desk.fetch(kept.at("west"), OWNER)
    assert str(error.value).count(".") == 1 and "\n" not in str(error.value)
    assert left_over(kept.models("west")) == []
    # Who has them puts good ones in its place.
    assert desk.share(kept.at("east"), OWNER) == ("tiny",)
    assert desk.fetch(kept.at("west"), OWNER) == ("tiny",)


@pytest.mark.parametrize("cut", [0, 10, 2_000_000])
def test_a_copy_that_was_cut_is_refused(kept, cut):
    (stored,) = kept.objects()
    stored.write_bytes(stored.read_bytes()[:cut])
    with pytest.raises(ModelError, match="not the pinned ones"):
        desk.fetch(kept.at("west"), OWNER)
    assert left_over(kept.models("west")) == []


def forged(files: dict[str, bytes]):
    def write(out):
        with tarfile.open(fileobj=out, mode="w|") as pack:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                pack.addfile(entry, io.BytesIO(content))

    return write


def noted(content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    return json.dumps({"digest": PIN, "source": "x", "files": {"tiny.task": digest}}).encode()


OTHER = {"tiny.task": b"other weights", "made.json": noted(b"other weights")}
HOSTILE = {
    "other weights with a note that fits them": OTHER,
    "no note": {"tiny.task": BYTES},
    "more than was noted": {"tiny.task": BYTES, "made.json": noted(BYTES), "more.py": b"import os"},
    "a way out": {"../out.task": BYTES, "tiny.task": BYTES, "made.json": noted(BYTES)},
    "a place of the machine": {"/tmp/sonmat-was-here": BYTES},
    "the same twice": {"tiny.task": BYTES, "./tiny.task": BYTES},
    "nothing": {},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_somebody_with_the_key_put_there_instead_is_refused(machines, one_model, name):
    site = machines.at("west")
    assert weights.put(site, "tiny", one_model.digest, forged(HOSTILE[name]))
    before = {path for path in machines._folder.rglob("*") if "west-models" not in str(path)}
    with pytest.raises(ModelError, match="not the pinned ones"):
        desk.fetch(site, OWNER)
    assert left_over(machines.models("west")) == []
    after = {path for path in machines._folder.rglob("*") if "west-models" not in str(path)}
    assert after == before and not Path("/tmp/sonmat-was-here").exists()


def test_a_link_in_a_pack_is_refused(tmp_path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|") as pack:
        entry = tarfile.TarInfo("tiny.task")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        pack.addfile(entry)
    with pytest.raises(ModelError):
        read_pack(io.BytesIO(out.getvalue()), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_files_are_the_same_pack(tmp_path):
    made = []
    for name in "ab":
        folder = tmp_path / name
        (folder / "1_Pooling").mkdir(parents=True)
        for place in ("made.json", "1_Pooling/config.json")[:: 1 if name == "a" else -1]:
            (folder / place).write_text(place)
        out = io.BytesIO()
        write_pack(folder, out)
        made.append(out.getvalue())
    assert made[0] == made[1]


def in_a_child(work) -> int:
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
    return child.exitcode


def test_a_machine_killed_half_way_has_no_half_model(kept, monkeypatch):
    site = kept.at("west")

    def killed():
        opened = weights.opened

        class Dying:
            def __init__(self, source):
                self.source, self.left = source, 2

            def read(self, size):
                self.left -= 1
                return self.source.read(size) if self.left else os._exit(9)

            def close(self):
                self.source.close()

        monkeypatch.setattr(weights, "opened", lambda *given: Dying(opened(*given)))
        desk.fetch(site, OWNER)

    assert in_a_child(killed) == 9
    assert [name for name in left_over(kept.models("west")) if not name.startswith(".fetch-")] == []
    assert not list_models()[0].present
    assert desk.fetch(site, OWNER) == ("tiny",)
    assert left_over(kept.models("west")) == ["tiny"]


def test_sharing_that_is_killed_half_way_keeps_nothing(machines, one_model, monkeypatch):
    site = machines.at("east")
    models.fetch(get_raw=hand_over(BYTES))

    def killed():
        def write(_folder, out):
            out.write(BYTES[:2_000_000])
            os._exit(9)

        monkeypatch.setattr(models, "write_pack", write)
        desk.share(site, OWNER)

    assert in_a_child(killed) == 9
    assert desk.shared(site, OWNER) == frozenset()
    west = machines.at("west")
    with pytest.raises(ModelError, match="cannot be fetched"):
        models.fetch(
            get_raw=unreachable, kept=lambda one: weights.opened(west, one.name, one.digest)
        )
    site = machines.at("east")
    assert desk.share(site, OWNER) == ("tiny",)
    assert not verify(site, OWNER).problems


def test_what_the_site_does_not_keep_comes_from_where_it_always_came(machines, one_model):
    site = machines.at("west")
    asked = []

    def get_raw(source, folder, out):
        asked.append(source)
        out.write(BYTES)

    models.fetch(get_raw=get_raw, kept=lambda m: weights.opened(site, m.name, m.digest))
    assert len(asked) == 1 and list_models()[0].present


def test_damaged_weights_are_not_shared(machines, one_model):
    site = machines.at("east")
    with pytest.raises(ModelError, match="not on this machine"):
        desk.share(site, OWNER, ["tiny"])
    models.fetch(get_raw=hand_over(BYTES))
    model_path("tiny").write_bytes(BYTES[:-1])
    with pytest.raises(ModelError, match="damaged"):
        desk.share(site, OWNER, ["tiny"])
    # Not even with a note that was changed along with them.
    note = json.loads((machines.models("east") / "tiny" / "made.json").read_text())
    note["files"]["tiny.task"] = hashlib.sha256(BYTES[:-1]).hexdigest()
    (machines.models("east") / "tiny" / "made.json").write_text(json.dumps(note))
    with pytest.raises(ModelError, match="not shared"):
        desk.share(site, OWNER, ["tiny"])
    assert desk.shared(site, OWNER) == frozenset() and machines.objects() == []


def test_packs_of_weights_that_nobody_uses_any_more_go_away(kept, monkeypatch):
    new = os.urandom(1000)
    pinned(monkeypatch, new)
    site = kept.at("east")
    assert desk.shared(site, OWNER) == frozenset()
    models.fetch(get_raw=hand_over(new))
    assert desk.share(site, OWNER) == ("tiny",)
    assert len(kept.objects()) == 1
    assert desk.fetch(kept.at("west"), OWNER) == ("tiny",)
    assert model_path("tiny").read_bytes() == new


def test_they_are_taken_out_again(kept):
    site = kept.at("east")
    assert desk.unshare(site, OWNER, ["tiny"]) == ("tiny",)
    assert desk.unshare(site, OWNER, ["tiny"]) == ()
    assert kept.objects() == [] and desk.shared(site, OWNER) == frozenset()


@pytest.mark.weights
@pytest.mark.parametrize("name", ["hand_landmarker", "centerface"])
def test_real_weights_go_the_same_way(machines, monkeypatch, name):
    """One that is used as it comes and one that was converted."""
    source = models.models_folder()
    site = machines.at("east")
    monkeypatch.setenv("SONMAT_MODELS", str(source))
    assert desk.share(site, OWNER, [name]) == (name,)
    monkeypatch.setenv("SONMAT_MODELS", str(machines.models("west")))
    assert desk.fetch(site, OWNER, [name]) == (name,)
    assert fetched(machines.models("west") / name) == fetched(source / name)
