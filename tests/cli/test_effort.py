"""``sonmat effort``: sums of a job, of nobody."""

import json

from capture import effort
from capture.access import OWNER
from tests.cli.test_cli import sentence, sonmat  # noqa: F401


def test_the_sum_of_a_job_is_told(sonmat, site, ingested):  # noqa: F811
    session = ingested.session
    effort.touch(site, OWNER, session.id, "correct", 90.0)
    effort.touch(site, OWNER, session.id, "hand_out", 30.0)
    told = json.loads(sonmat("effort", session.procedure, "--json").stdout)
    assert told == {
        "procedure": session.procedure, "sessions": 1,
        "seconds": {"correct": 90.0, "hand_out": 30.0},
        "video_s": session.duration_s, "working_s": 90.0, "ratio": 90.0 / session.duration_s,
    }  # fmt: skip
    assert "correct: 1.5 min" in sonmat("effort", session.procedure).stdout
    assert "procedure" in sentence(sonmat("effort", "prc-none", status=1))
