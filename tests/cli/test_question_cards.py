"""``sonmat question-cards`` as people and scripts call it."""

import json

from pipelines.elicit.bank import built_in
from tests.capture.test_question_card_docs import EXAMPLE
from tests.cli.test_cli import sentence, sonmat  # noqa: F401


def test_cards_are_brought_listed_and_written_back(sonmat, tmp_path):  # noqa: F811
    assert sonmat("question-cards", "export").stdout == ""
    begin = sonmat("question-cards", "export", "--all").stdout
    own = tmp_path / "own.yaml"
    own.write_text(begin, encoding="utf-8")
    made = json.loads(sonmat("question-cards", "import", own, "--json").stdout)
    ours = [one.id for one in built_in().probes]
    assert made == {"cards": len(ours), "replaced": ours}
    own.write_bytes(EXAMPLE)
    assert "2 cards were taken in." in sonmat("question-cards", "import", own).stdout
    listed = sonmat("question-cards", "list").stdout
    assert listed.startswith("torch_sound  critical_decision  (own)\n")
    assert "In this job, what does the torch" not in listed and "{where}" in listed
    found = json.loads(sonmat("question-cards", "list", "--json").stdout)["probes"]
    assert [one["id"] for one in found if one["site"]] == ["torch_sound", "shift_change"]
    assert len(found) == len(ours) + 2
    own.write_text("probes:\n- {id: x}\n", encoding="utf-8")
    assert "own.yaml, card 1" in sentence(sonmat("question-cards", "import", own, status=1))
    assert "torch_sound" in sonmat("question-cards", "export").stdout, "the old ones stay"
