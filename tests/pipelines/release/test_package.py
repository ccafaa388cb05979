"""The package: whole or not there, the same bytes again, and tampering shows."""

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.errors import Erased, InputError, StorageFull
from pipelines.release import package as module
from pipelines.release.bag import verify
from pipelines.release.compare import diff
from pipelines.release.heard import Heard
from pipelines.release.package import Issue, package
from pipelines.release.parts import Parts, Source


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path, bundle, data) -> Path:
    package(bundle, ("hf", "vtt"), tmp_path / "out", data)
    return tmp_path / "out"


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_layout_is_a_bag_with_a_folder_a_format(out):
    assert {path.name for path in out.iterdir()} == {
        "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data",
    }  # fmt: skip
    assert {path.name for path in (out / "data").iterdir()} == {"hf", "vtt"}
    assert (out / "data/hf/README.md").is_file()
    assert verify(out) == []
    assert out.stat().st_mode & 0o077 == 0


def test_the_same_bundle_gives_the_same_bytes(out, bundle, tmp_path, data):
    made = package(bundle, ("hf", "vtt"), tmp_path / "again", data)
    assert content(tmp_path / "again") == content(out)
    assert made.files == len(content(out)) - 4
    assert made.formats == ("hf", "vtt")


def change(out):
    (out / "data/vtt/ses-a.vtt").write_text("other")


def remove(out):
    (out / "data/vtt/ses-a.vtt").unlink()


def add(out):
    (out / "data/vtt/more.vtt").write_text("x")


def add_beside(out):
    (out / "fetch.txt").write_text("http://x - data/y")


def link(out):
    remove(out)
    (out / "data/vtt/ses-a.vtt").symlink_to("/etc/hostname")


def pipe(out):
    os.mkfifo(out / "data/pipe")


def edit_manifest(out):
    manifest = out / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text().replace("ses-a.vtt", "ses-c.vtt"))


def climb(out):
    with (out / "manifest-sha256.txt").open("a") as file:
        file.write("0" * 64 + "  data/../../secret\n")


def absolute(out):
    with (out / "manifest-sha256.txt").open("a") as file:
        file.write("0" * 64 + "  /etc/hostname\n")


def outside(out):
    with (out / "manifest-sha256.txt").open("a") as file:
        file.write("0" * 64 + "  bagit.txt\n")


def twice(out):
    manifest = out / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text() + manifest.read_text().splitlines()[0] + "\n")


def no_manifest(out):
    (out / "manifest-sha256.txt").unlink()


def no_tag_manifest(out):
    (out / "tagmanifest-sha256.txt").unlink()


def other_info(out):
    (out / "bag-info.txt").write_text("External-Identifier: mine\n")


@pytest.mark.parametrize(
    ("tamper", "message"),
    [
        (change, "ses-a.vtt was changed"), (remove, "ses-a.vtt is missing"),
        (add, "more.vtt is not listed"), (add_beside, "fetch.txt is not listed"),
        (link, "is a link or not a plain file"), (pipe, "is a link or not a plain file"),
        (edit_manifest, "manifest-sha256.txt was changed"),
        (climb, "is not a SHA-256 and a path inside the release"),
        (absolute, "is not a SHA-256 and a path inside the release"),
        (outside, "lies outside data/"), (twice, "lists a file twice"),
        (no_manifest, "manifest-sha256.txt is missing"),
        (no_tag_manifest, "tagmanifest-sha256.txt is missing"),
        (other_info, "bag-info.txt was changed"),
    ],
)  # fmt: skip
def test_every_tampering_is_found(out, tamper, message):
    tamper(out)
    assert any(message in problem for problem in verify(out)), verify(out)


def test_a_hostile_file_name_reaches_no_terminal(out):
    (out / "data/\x1b[2Jx").write_text("")
    assert all(problem.isprintable() for problem in verify(out))
    assert verify(out)


def test_something_that_is_no_folder_is_refused_and_an_empty_one_has_problems(tmp_path):
    with pytest.raises(InputError, match="not a folder"):
        verify(tmp_path / "gone")
    assert verify(tmp_path)


def test_a_place_that_holds_something_is_refused_and_kept(tmp_path, bundle, data):
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="not empty"):
        package(bundle, ("vtt",), taken, data)
    assert content(taken) == {"mine.txt": b"keep"}
    with pytest.raises(InputError, match="not empty"):
        package(bundle, ("vtt",), taken / "mine.txt", data)


def test_an_empty_place_is_used(tmp_path, bundle, data):
    (tmp_path / "empty").mkdir()
    package(bundle, ("vtt",), tmp_path / "empty", data)
    assert verify(tmp_path / "empty") == []


def test_the_data_folder_is_no_place_not_even_through_a_link(tmp_path, bundle, data):
    (tmp_path / "way").symlink_to(data)
    for place in (data, data / "x", tmp_path / "way" / "x", data / ".." / "data" / "y"):
        with pytest.raises(InputError, match="inside the data folder"):
            package(bundle, ("vtt",), place, data)
    assert list(data.iterdir()) == []


def test_unknown_formats_and_empty_releases_are_refused(tmp_path, bundle, data):
    for formats, message in ((("docx",), "no release format 'docx'"), ((), "no format")):
        with pytest.raises(InputError, match=message):
            package(bundle, formats, tmp_path / "x", data)
    with pytest.raises(InputError, match="would be empty"):
        package(replace(bundle, records=()), ("vtt",), tmp_path / "x", data)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("failure", "shown"),
    [
        (RuntimeError("bug"), RuntimeError), (KeyboardInterrupt(), KeyboardInterrupt),
        (OSError(28, "No space left on device"), StorageFull),
        (PermissionError(13, "Permission denied"), InputError),
    ],
)  # fmt: skip
def test_a_failure_halfway_leaves_nothing_readable(
    tmp_path, bundle, data, monkeypatch, failure, shown
):
    def half(made, folder):
        (folder / "secret.txt").write_text("words")
        raise failure

    monkeypatch.setattr(module, "FORMATS", {**module.FORMATS, "srt": half})
    with pytest.raises(shown):
        package(bundle, ("vtt", "srt"), tmp_path / "out", data)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


KILLED = textwrap.dedent("""
    import os, signal, sys
    sys.path[:0] = sys.argv[2:4]
    from pathlib import Path
    from conftest import make_bundle, make_part
    from pipelines.release import package as module

    def die(bundle, folder):
        (folder / "half.txt").write_text("words")
        os.kill(os.getpid(), signal.SIGKILL)

    module.FORMATS = {**module.FORMATS, "srt": die}
    base = Path(sys.argv[1])
    module.package(make_bundle(make_part()), ("vtt", "srt"), base / "out", base / "data")
""")


def test_a_killed_writer_leaves_no_release_and_the_next_one_clears_up(tmp_path, bundle, data):
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(here), str(here.parents[2])],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (tmp_path / "out").exists()
    package(bundle, ("vtt",), tmp_path / "out", data)
    assert verify(tmp_path / "out") == []
    assert {path.name for path in tmp_path.iterdir()} == {"data", "out"}


def test_a_folder_of_somebody_else_beside_the_place_is_never_cleared(tmp_path, bundle, data):
    other = tmp_path / "out.partial"
    other.mkdir()
    (other / "thesis.txt").write_text("keep")
    with pytest.raises(InputError, match="move them away"):
        package(bundle, ("vtt",), tmp_path / "out", data)
    assert content(other) == {"thesis.txt": b"keep"}


def test_two_writers_do_not_meet(tmp_path, bundle, data, monkeypatch):
    def inner(made, folder):
        with pytest.raises(InputError, match="another release is being written"):
            package(bundle, ("vtt",), tmp_path / "out", data)
        (folder / "x.txt").write_text("x")

    monkeypatch.setattr(module, "FORMATS", {**module.FORMATS, "srt": inner})
    package(bundle, ("srt",), tmp_path / "out", data)
    assert (tmp_path / "out/data/srt/x.txt").is_file()


def test_diff_names_records_and_files_that_came_went_or_changed(tmp_path, out, make, data):
    changed = make.part("ses-b", "exp-b")
    line = changed.timeline
    shorter = line.model_copy(update={"segments": line.segments[:2]})
    later = make.bundle(replace(changed, timeline=shorter), make.part("ses-c", "exp-c"))
    package(later, ("hf", "vtt"), tmp_path / "later", data)
    found = diff(out, tmp_path / "later")
    assert found.records.added == ("ses-c/g1", "ses-c/g2", "ses-c/g3")
    assert set(found.records.removed) == {"ses-a/g1", "ses-a/g2", "ses-a/g3", "ses-b/g3"}
    assert "data/vtt/ses-c.vtt" in found.files.added
    assert "data/vtt/ses-a.vtt" in found.files.removed
    same = diff(out, out)
    assert same.files == same.records == type(same.files)()


def test_diff_tells_a_changed_record(tmp_path, out, make, data):
    part = make.part("ses-a", "exp-a")
    retold = (make.say(1, 3, "다르게"), *part.timeline.utterances[1:])
    line = part.timeline.model_copy(update={"utterances": retold})
    package(
        make.bundle(replace(part, timeline=line), make.part("ses-b", "exp-b")),
        ("hf", "vtt"), tmp_path / "later", data,
    )  # fmt: skip
    assert diff(out, tmp_path / "later").records.changed == ("ses-a/g1",)


def test_diff_refuses_a_damaged_release_and_reads_no_records_without_hf(
    tmp_path, out, bundle, data
):
    package(bundle, ("vtt",), tmp_path / "plain", data)
    assert diff(out, tmp_path / "plain").records is None
    change(out)
    with pytest.raises(InputError, match="not a whole release"):
        diff(out, tmp_path / "plain")


def test_media_that_are_gone_are_said_and_leave_nothing(tmp_path, make, data):
    """The key of a masked copy was destroyed between the gate and the writing."""

    def gone():
        raise Erased("This content was erased")

    copy = Heard(recording="r1", offset_s=2.0, duration_s=40.0, open=gone)
    bundle = make.bundle(replace(make.part(), heard=(copy,)))
    with pytest.raises(Erased, match="was erased"):
        package(bundle, ("vtt", "wav"), tmp_path / "out", data)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_progress_goes_up_to_all_sessions_of_every_format(tmp_path, make, data):
    parts = [make.part(f"ses-{n}", f"exp-{n}") for n in range(4)]
    lazy = Parts([Source(one.session, lambda one=one: one) for one in parts])
    told = []
    issue = Issue(tell=lambda *step: told.append(step))
    bundle = replace(make.bundle(*parts), parts=lazy)
    package(bundle, ("vtt", "hf"), tmp_path / "out", data, issue)
    for name in ("vtt", "hf"):
        own = [done for form, done, total in told if form == name and total == 4]
        assert own[-1] == 4 and set(own) == {0, 1, 2, 3, 4}
