"""The redline: what a recording suggests to change, each with its seconds and words."""

from __future__ import annotations

from data_schemas.timeline import Finding
from pipelines.handout.redline import redline_of
from tests.pipelines.handout.made import PROCEDURE, cited, cut, material, said, section

ALL = (section("clean", 0, 10), section("gasket", 10, 20), section("bolts", 20, 30),
       section("test", 30, 40))  # fmt: skip


def test_a_recording_that_does_what_is_written_suggests_nothing():
    redline = redline_of(material(ALL, (said(1, 3, "Now I clean the sealing face"),)))
    assert redline.count == 0
    assert [one.title for one in redline.steps] == [one.title for one in PROCEDURE.steps]


def test_key_points_and_reasons_that_are_said_and_not_written_are_proposed():
    talk = (
        said(1, 3, "Make sure no grease is left"),
        said(4, 6, "Always wipe towards yourself"),
        said(11, 14, "It must stay dry because otherwise it slips"),
        said(15, 18, "I never take an old one because the rubber is hard by then"),
    )
    first, second = redline_of(material(ALL, talk)).steps[:2]
    assert [(c.kind, c.text) for c in first.changes] == [
        ("key_point", "Always wipe towards yourself")
    ]
    assert [(c.kind, c.text) for c in second.changes] == [
        ("reason", "I never take an old one because the rubber is hard by then")
    ]
    proof = first.changes[0].proofs[0]
    assert (proof.at_s, proof.text) == (4, "Always wipe towards yourself")


def test_korean_key_points_are_found_and_what_is_written_is_not_proposed_again():
    talk = (said(21, 23, "반드시 대각선으로 세 번 나눠서 조여야 합니다"),)
    changes = redline_of(material(ALL, talk)).steps[2].changes
    assert [(c.kind, c.proofs[0].at_s) for c in changes] == [("key_point", 21)]


def test_work_outside_of_the_steps_with_words_is_a_possible_new_step():
    outside = section(None, 20, 26)
    line = (*ALL[:2], outside, section("bolts", 26, 30))
    talk = (
        said(20, 21, "My wife says hello by the way"),
        said(21, 24, "Now grease the threads of the bolts"),
        said(24, 25, "You must not forget the washers"),
    )
    steps = redline_of(material(line, talk)).steps
    new = steps[2]
    assert new.number == 0 and new.title == "Grease the threads of the bolts"
    assert [one.text for one in new.changes[0].proofs] == ["", talk[1].text, talk[2].text]
    assert [one.number for one in steps] == [1, 2, 0, 3, 4]


def test_a_greeting_is_no_new_step():
    line = (section(None, 0, 5), *ALL[1:])
    talk = (said(0, 4, "Hello, today I will show you the whole job"),)
    assert all(one.number for one in redline_of(material(line, talk)).steps)


def test_a_step_that_was_not_seen_is_questioned_and_one_done_twice_counted():
    gone = Finding(kind="skipped", step_id="test")
    twice = Finding(kind="repeated", step_id="clean", segments=("seg-clean-50",))
    line = (*ALL[:3], section("clean", 50, 55))
    steps = redline_of(material(line, findings=(gone, twice))).steps
    assert [one.kind for one in steps[3].changes] == ["skipped"]
    assert (steps[0].changes[0].times, steps[0].changes[0].proofs[0].at_s) == (2, 50)


def test_a_step_done_elsewhere_is_struck_here_and_inserted_there():
    early = Finding(kind="out_of_order", step_id="bolts", other="clean", segments=("seg-bolts-20",))
    steps = redline_of(material(ALL, findings=(early,))).steps
    assert [(one.number, one.moved) for one in steps] == [
        (3, "to"), (1, ""), (2, ""), (3, "from"), (4, "")
    ]  # fmt: skip
    assert steps[0].changes and not steps[3].changes


def test_two_moves_leave_every_step_there_once():
    findings = (
        Finding(kind="out_of_order", step_id="test", other="clean", segments=("seg-test-30",)),
        Finding(kind="out_of_order", step_id="clean", other="bolts", segments=("seg-clean-0",)),
    )
    steps = redline_of(material(ALL, findings=findings)).steps
    kept = [one.number for one in steps if one.moved != "to"]
    proposed = [one.number for one in steps if one.moved != "from"]
    assert kept == [1, 2, 3, 4] and sorted(proposed) == [1, 2, 3, 4]


def test_a_broken_rule_changes_no_text():
    broken = Finding(kind="rule_broken", step_id="bolts", other="gasket",
                     segments=("seg-bolts-20",))  # fmt: skip
    step = redline_of(material(ALL, findings=(broken,))).steps[2]
    assert step.moved == "" and [(c.kind, c.other, c.text) for c in step.changes] == [
        ("rule_broken", 2, "")
    ]


def test_nothing_that_was_taken_out_is_proposed():
    line = (*ALL[:3], section(None, 30, 40, cited(31, 33)))
    talk = (said(1, 3, "You must never tell about the secret valve"),
            said(31, 33, "Now close the secret valve by hand"))  # fmt: skip
    found = Finding(kind="undone", step_id="clean", segments=("seg-clean-0",),
                    cited=(cited(1, 3, talk[0].text),))  # fmt: skip
    open_one = redline_of(material(line, talk, (found,))).model_dump_json()
    closed = redline_of(material(line, talk, (found,), withheld=(cut(2, 2.1), cut(31, 32))))
    assert "secret" in open_one and "secret" not in closed.model_dump_json()
