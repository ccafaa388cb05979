"""No word and no frame of a session lies readable under the data folder, in SQL or in a log.

The whole pipeline runs on a recording whose words are known; then every file is searched.
"""

import json
import subprocess
import sys

import pytest

from capture.access import OWNER
from capture.sessions import timeline
from data_schemas.entry import Act, Draft
from pipelines.review.desk import amend
from tests.conftest import ROOT

pytestmark = pytest.mark.weights
DEMO = ROOT / "examples" / "demo"


@pytest.fixture(scope="module")
def secrets():
    truth = json.loads((DEMO / "recording" / "truth.json").read_text())
    said = [one["text"] for one in truth["speech"]]
    steps = [one["title"] for one in truth["steps"]]
    return [text[:24] for text in said + steps] + ["Secretive Pseudonym", "a note of mine"]


@pytest.fixture
def processed(site, environment, settings):
    def sonmat(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *map(str, arguments), "--json"],
            env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout), done.stderr

    procedure, log = sonmat("procedure", "import", DEMO / "procedure.en.yaml")
    session, more = sonmat(
        "ingest", DEMO / "recording" / "recording.mp4", "--procedure", procedure["procedure"],
        "--expert", "Secretive Pseudonym",
    )  # fmt: skip
    progress, last = sonmat("process", session["session"], "--wait")
    assert progress["state"] == "ready"
    return session["session"], log + more + last


def test_after_the_whole_way_nothing_readable_is_left(site, processed, secrets):
    session, log = processed
    found = timeline(site, OWNER, session)
    first = found.segments[0]
    draft = Draft(act=Act.CONFIRM, target=first.id, note="a note of mine")
    amend(site, OWNER, session, draft, 0)
    words = [u.text.strip()[:24] for u in found.utterances if len(u.text.strip()) > 12]
    assert len(words) > 3
    needles = [text.encode() for text in (*secrets, *words)]
    files = [p for p in site.settings.folder.rglob("*") if p.is_file()]
    assert len(files) > 15
    for path in files:
        content = path.read_bytes()
        for needle in needles:
            assert needle not in content, (path, needle)
        assert b"ftypiso" not in content and b"PAR1" not in content[:4], path
    for needle in needles:
        assert needle.decode() not in log
