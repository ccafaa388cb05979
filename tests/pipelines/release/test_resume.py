"""A release that was killed: gone on with, the same to the byte, and never for another content."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from capture.finished import Finished
from capture.outgoing import MARK
from data_schemas.errors import InputError
from data_schemas.release import FormatOptions, Wanted
from pipelines.release import package as module
from pipelines.release.bag import verify
from pipelines.release.package import Issue, package
from pipelines.release.signing import Signer
from tests.pipelines.release.test_package import content

MADE_OF = Issue(made_of="the same", signer=Signer(b"7" * 32), number=lambda _: 3)

# A child that is forked after the imports writes the release; it is killed while it does so. Nobody
# starts a thread before the fork.
KILLER = textwrap.dedent("""
    import os, random, signal, sys, time
    from pathlib import Path
    sys.path[:0] = [sys.argv[2]]
    from tests.pipelines.release.conftest import make_bundle, make_part
    from tests.pipelines.release.test_resume import FORMATS, MADE_OF
    from pipelines.release.package import package

    base, times, seed = Path(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4])
    bundle = make_bundle(*(make_part(f"ses-{n}", f"exp-{n % 3}") for n in range(6)))

    def start(name):
        child = os.fork()
        if child == 0:
            package(bundle, FORMATS, base / name, base / "data", MADE_OF)
            os._exit(0)
        return child

    began = time.monotonic()
    assert os.waitpid(start("whole"), 0)[1] == 0
    took = time.monotonic() - began
    chance = random.Random(seed)
    killed = n = 0
    while killed < times and n < 4 * times:  # one that was done before it was hit does not count
        child = start(f"out-{n}")
        time.sleep(chance.uniform(0.05, 0.95) * took)
        os.kill(child, signal.SIGKILL)
        killed += os.waitpid(child, 0)[1] == signal.SIGKILL
        if not (base / f"out-{n}").exists():
            assert os.waitpid(start(f"out-{n}"), 0)[1] == 0
        n += 1
    print(killed, n)
""")
FORMATS = ("hf", "vtt", "coco", "qa", "activitynet", "epic", "eaf")


def kill_and_resume(folder: Path, times: int, seed: int) -> int:
    """How often a writer was killed while it wrote; every release that was begun is compared."""
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(folder), str(Path(__file__).parents[3]), str(times),
         str(seed)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    whole = content(folder / "whole")
    killed, begun = map(int, done.stdout.split())
    for n in range(begun):
        assert content(folder / f"out-{n}") == whole
    assert verify(folder / "whole") == []
    assert not list(folder.glob("*.partial"))
    return killed


def test_killed_at_any_moment_and_gone_on_with_the_release_is_the_same(tmp_path):
    assert kill_and_resume(tmp_path, times=2, seed=13) == 2


@pytest.mark.soak
def test_killed_at_fifty_moments_it_is_the_same_fifty_times(tmp_path):
    assert kill_and_resume(tmp_path, times=50, seed=random.randrange(1 << 30)) == 50


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def died(tmp_path, bundle, data, monkeypatch):
    """What a process that was killed in the second format left."""

    def die(made, folder):
        made.once(folder / "half.bin", lambda path: path.write_bytes(b"half"))
        (folder / "secret.txt").write_text("words")
        os._exit(9)

    child = os.fork()
    if child == 0:
        try:
            module.FORMATS = {**module.FORMATS, "srt": die}
            package(bundle, ("vtt", "srt"), tmp_path / "out", data, MADE_OF)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    draft = tmp_path / "out.partial"
    assert (draft / "data/srt/secret.txt").is_file()
    return draft


def counting(monkeypatch, name):
    """Counts how often a format is written."""
    calls = []
    real = module.FORMATS[name]

    def count(made, folder):
        calls.append({path.name for path in folder.iterdir()})
        real(made, folder)

    monkeypatch.setattr(module, "FORMATS", {**module.FORMATS, name: count})
    return calls


def test_what_was_left_is_for_this_user_alone(died):
    assert died.stat().st_mode & 0o077 == 0


def test_a_format_that_was_finished_is_not_written_again(died, tmp_path, bundle, data, monkeypatch):
    calls = counting(monkeypatch, "vtt")
    package(bundle, ("vtt", "srt"), tmp_path / "out", data, MADE_OF)
    assert calls == []
    package(bundle, ("vtt", "srt"), tmp_path / "other", data, MADE_OF)
    # what the killed one had finished within its format is there, and nothing half made
    assert content(tmp_path / "out").keys() - content(tmp_path / "other").keys() == {
        "data/srt/half.bin"
    }
    assert not (tmp_path / "out" / MARK).exists() and not died.exists()


def test_what_decides_the_content_is_told_in_one_order(bundle):
    """Sets have another order in each process; a resumed release is another process."""
    makers = ("person", "machine", "confirmed")
    orders = [tuple(makers[n:] + makers[:n]) for n in range(3)]
    told = set()
    for order in orders:
        wanted = FormatOptions(wanted=Wanted(made_by=frozenset(order)))
        splits = dict.fromkeys(order, "train")
        made = replace(bundle, options=wanted, splits=splits)
        told.add(module._fingerprint(made, ("vtt",), MADE_OF))
        assert "['confirmed', 'machine', 'person']" in repr(module._steady(wanted))
    assert len(told) == 1
    other = replace(bundle, options=FormatOptions(padding_s=1))
    assert module._fingerprint(other, ("vtt",), MADE_OF) not in told


@pytest.mark.parametrize("change", ["made_of", "records", "name", "formats", "untold"])
def test_of_another_content_nothing_is_kept(
    died, tmp_path, bundle, data, monkeypatch, make, change
):
    calls = counting(monkeypatch, "vtt")
    issue, formats = MADE_OF, ("vtt", "srt")
    if change == "made_of":
        issue = replace(issue, made_of="masked otherwise since")
    elif change == "untold":
        issue = replace(issue, made_of="")
    elif change == "formats":
        formats = ("srt", "vtt", "eaf")
    elif change == "name":
        bundle = replace(bundle, name="another")
    else:
        bundle = make.bundle(make.part("ses-a", "exp-a"))
    package(bundle, formats, tmp_path / "out", data, issue)
    assert calls == [set()]
    assert not (tmp_path / "out/data/srt/half.bin").exists()


def test_a_file_that_is_not_as_it_was_finished_is_made_again(
    died, tmp_path, bundle, data, monkeypatch
):
    calls = counting(monkeypatch, "vtt")
    (died / "data/vtt/ses-a.vtt").write_text("changed")
    package(bundle, ("vtt", "srt"), tmp_path / "out", data, MADE_OF)
    assert len(calls) == 1 and "changed" not in (tmp_path / "out/data/vtt/ses-a.vtt").read_text()


def test_a_file_that_became_a_link_is_cleared(died, tmp_path, bundle, data):
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"half")
    (died / "data/srt/half.bin").unlink()
    (died / "data/srt/half.bin").symlink_to(outside)
    package(bundle, ("vtt", "srt"), tmp_path / "out", data, MADE_OF)
    assert verify(tmp_path / "out") == [] and outside.read_bytes() == b"half"


def test_a_draft_that_others_could_write_to_is_not_trusted(
    died, tmp_path, bundle, data, monkeypatch
):
    died.chmod(0o777)
    calls = counting(monkeypatch, "vtt")
    package(bundle, ("vtt", "srt"), tmp_path / "out", data, MADE_OF)
    assert calls == [set()]
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_a_draft_of_somebody_else_is_refused(tmp_path, bundle, data, monkeypatch):
    (tmp_path / "out.partial").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: os.stat(tmp_path).st_uid + 1)
    with pytest.raises(InputError, match="belongs to somebody else"):
        package(bundle, ("vtt",), tmp_path / "out", data, MADE_OF)


def test_a_failure_leaves_nothing_also_of_what_could_be_gone_on_with(
    died, tmp_path, bundle, data, monkeypatch
):
    def fail(made, folder):
        raise RuntimeError("bug")

    monkeypatch.setattr(module, "FORMATS", {**module.FORMATS, "srt": fail})
    with pytest.raises(RuntimeError):
        package(bundle, ("vtt", "srt"), tmp_path / "out", data, MADE_OF)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


@pytest.mark.parametrize("cut", range(1, 90, 11))
def test_a_list_that_was_cut_short_names_only_what_is_whole(tmp_path, cut):
    """A kill may cut the last line anywhere."""
    mark = tmp_path / MARK
    first = Finished("what")
    mark.touch()
    first.open(tmp_path, mark)
    for name in ("a", "b"):
        first.once(tmp_path / name, lambda path: path.write_text(path.name))
    mark.write_bytes(mark.read_bytes()[:-cut])
    kept = Finished("what").open(tmp_path, mark)
    assert kept <= {tmp_path / "a", tmp_path / "b"}
    assert len(kept) == {True: 1, False: 0}[cut <= 68]


def test_names_in_a_list_lead_nowhere_else(tmp_path):
    draft = tmp_path / "draft"
    draft.mkdir()
    (tmp_path / "x").write_text("x")
    sha = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (draft / MARK).write_text(f"what\n{sha}  ../x\n{sha}  /{tmp_path}/x\n")
    assert Finished("what").open(draft, draft / MARK) == frozenset()
