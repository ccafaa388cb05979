"""``sonmat coverage``, as people script it."""

import json

from capture.access import OWNER
from data_schemas.knowledge import Opinion
from pipelines.elicit.cards import desk as cards
from tests.app import sample
from tests.cli.test_steps import sonmat
from tests.conftest import ROOT
from tests.pipelines.elicit.test_overview import Job

__all__ = ["sonmat"]


def test_it_prints_what_was_asked_what_is_open_and_what_to_ask_next(site, sonmat):
    first = sample.take_in(site, "Kim", 1.0)
    job = Job(site, first, sample.take_in(site, "Lee", 1.0, first.procedure))
    job.ask(job.first, "clean", "hazard", "nothing")
    job.ask(job.second, "bolts", "done", "declined")
    one = job.tell(job.first, "Grease it", "clean")
    said = Opinion(expert=job.second.session.expert, says="differs")
    cards.judge(site, OWNER, job.first.session.id, one, said)
    told = sonmat("coverage", job.procedure).splitlines()
    assert told[0].startswith("1. Clean the sealing face: 1 asked, nothing to add, ")
    assert "1 declined" in told[2] and told[2].startswith("3. Tighten the bolts crosswise: ")
    assert told[5] == "Ask next:" and "Grease it" in told[6] and len(told) == 11
    answer = json.loads(sonmat("coverage", job.procedure, "--json"))
    cells = {(c["step_id"], c["probe"]): c["state"] for c in answer["cells"]}
    assert len(cells) == 80
    assert cells["clean", "hazard"] == "nothing" and cells["bolts", "done"] == "declined"
    assert answer["next"][0]["why"] == "disputed" and answer["reasons"]["lacking"] == [one]
    assert answer["unseen"] is None and answer["new"] == [1, 0]
    text = (ROOT / "docs" / "cli.md").read_text().partition("### `sonmat coverage")[2]
    text = text.partition("\n### ")[0]
    for name in (*answer, *answer["cells"][0], *answer["next"][0], *answer["cues"]):
        assert f'"{name}"' in text, name
