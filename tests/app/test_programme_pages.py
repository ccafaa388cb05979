"""Programme, task diagram, what is kept about an expert, and withdrawal by code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.plain import MARKS, NEXT, THINGS
from capture import artifacts, consent, jobs, people, sessions
from capture.access import OWNER
from capture.jobs import Sketch
from capture.procedures import import_procedure
from capture.records import erasures
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.programme import Standing
from data_schemas.rights import Present
from pipelines.erasure.steps import finish_all
from pipelines.review import desk
from tests.app import sample
from tests.app.test_pages import labels, page, plain, texts
from tests.capture.test_consent import SIGNED

OF_THE_SITE = {
    Kind.PROCEDURE, Kind.GLOSSARY, Kind.PERSON, Kind.RELEASE, Kind.CALIBRATION,
    Kind.HANDOUT, Kind.PROBES, Kind.ACCOUNT, Kind.LIBRARY, Kind.OFFERED, Kind.NEIGHBOUR,
    Kind.FETCHED, Kind.WEIGHTS,
}  # fmt: skip


@pytest.fixture
def kim(used: Site):
    expert = people.ensure_expert(used, OWNER, "Kim")
    people.set_leaving(used, OWNER, expert.id, date.today() + timedelta(days=12))
    return expert, jobs.add_job(used, OWNER, expert.id, "Root pass")


@pytest.mark.parametrize(
    ("tongue", "told"),
    [("en", ["12 days left", "Root pass"]), ("ko", ["12일 남음", "Root pass"])],
)
def test_the_programme_tells_who_leaves_when_and_what_is_next(
    used: Site, kim, tongue: str, told: list[str]
) -> None:
    test = page("programme", tongue)
    shown = plain(texts(test))
    assert not test.exception and all(part in shown for part in told)
    nexts = [one.label for one in test.button if str(one.key).startswith("next-")]
    assert nexts == [{"en": "Sketch the job", "ko": "작업 흐름 그리기"}[tongue]]
    assert [one.value for one in test.metric] == ["1", "1", "0", "0", "0"]


def test_the_next_step_is_one_click_away(used: Site, kim) -> None:
    expert, job = kim
    test = page("programme")
    test.button(key=f"next-{expert.id}-{job.id}").click().run()
    assert not test.exception


def test_an_expert_and_a_job_are_added(used: Site) -> None:
    test = page("programme")
    test.text_input(key="plan-name").input("Lee")
    test.date_input(key="plan-day").set_value(date(2027, 3, 1))
    test.button[0].click().run()
    (lee,) = people.list_experts(used, OWNER)
    assert (lee.pseudonym, lee.last_day) == ("Lee", date(2027, 3, 1))
    test.text_input(key=f"job-{lee.id}-0").input("Cap pass")
    test.text_input(key=f"author-{lee.id}").input("Lee Young-hee")
    next(one for one in test.button if one.label == "Save").click().run()
    (lee,) = people.list_experts(used, OWNER)
    assert lee.author == "Lee Young-hee" and [one.title for one in lee.jobs] == ["Cap pass"]


def test_what_cannot_be_is_one_sentence(used: Site) -> None:
    test = page("programme", "ko")
    test.text_input(key="plan-name").input("  ")
    test.button[0].click().run()
    assert [one.value for one in test.error] == ["숙련자의 가명은 1~80자로 적어 주세요."]


def drawn(test: AppTest, job: str, *titles: str) -> AppTest:
    for n, text in enumerate(titles):
        test.text_input(key=f"part-{job}-{n}-title").input(text)
    return test.run()


def test_a_diagram_is_drawn_in_a_few_clicks(used: Site, kim) -> None:
    expert, job = kim
    test = page("diagram", expert=expert.id, job=job.id)
    assert test.button(key="diagram-save").disabled and "name first" in texts(test)
    drawn(test, job.id, "Prepare", "Root", "Cap")
    test.checkbox(key=f"part-{job.id}-1-hard").check().run()
    test.text_input(key=f"part-{job.id}-1-note").input("the sound goes wet").run()
    test.button(key="part-add").click().run()
    test.text_input(key=f"part-{job.id}-3-title").input("Look").run()
    test.button(key=f"part-{job.id}-3-up").click().run()
    test.button(key="diagram-save").click().run()
    assert not test.exception and not test.error
    diagram = jobs.get_job(used, OWNER, expert.id, job.id).diagram
    assert diagram is not None
    assert [(one.title, one.hard) for one in diagram.chunks] == [
        ("Prepare", False), ("Root", True), ("Look", False), ("Cap", False)
    ]  # fmt: skip
    assert diagram.chunks[1].note == "the sound goes wet"


def test_three_parts_are_the_fewest_and_six_the_most(used: Site, kim) -> None:
    expert, job = kim
    jobs.draw_diagram(used, OWNER, expert.id, job.id, tuple(Sketch(t) for t in "abcdef"))
    test = page("diagram", expert=expert.id, job=job.id)
    assert "part-add" not in [one.key for one in test.button]
    for key in (5, 4, 3):
        test.button(key=f"part-{job.id}-{key}-away").click().run()
    assert test.button(key=f"part-{job.id}-0-away").disabled


def test_every_mark_and_every_next_has_a_name() -> None:
    assert {field for field, _ in MARKS} <= set(Standing.model_fields)
    assert set(NEXT) == set(Standing.model_fields["next"].annotation.__args__)  # type: ignore[union-attr]


def test_everything_that_is_kept_of_a_session_has_a_plain_name() -> None:
    assert set(THINGS) == set(Kind) - OF_THE_SITE


@pytest.mark.parametrize(
    ("tongue", "told"), [("en", "things are kept of it"), ("ko", "보관된 것 ")]
)
def test_all_that_is_kept_is_listed(used: Site, tongue: str, told: str) -> None:
    made = sample.processed(used)
    test = page("mine", tongue, expert=made.session.expert)
    assert any(told in label for label in labels(test))
    rows = test.dataframe[0].value
    assert rows.iloc[:, 1].sum() == len(artifacts.find(used, made.session.id))


def test_a_part_is_struck_and_put_back(used: Site) -> None:
    made = sample.processed(used)
    test = page("mine", expert=made.session.expert, session=made.session.id)
    key = f"strike-{made.session.id}"
    assert test.button(key=f"{key}-now").disabled and "for good, below" in texts(test)
    test.number_input(key=f"{key}-start").set_value(5.0)
    test.number_input(key=f"{key}-end").set_value(7.0).run()
    test.button(key=f"{key}-now").click().run()
    assert not test.error and "Taken out: 0:05–0:07" in texts(test)
    timeline = sessions.timeline(used, OWNER, made.session.id)
    assert timeline is not None and "gasket" not in str(timeline.utterances)
    test.button(key="back-1").click().run()
    timeline = sessions.timeline(used, OWNER, made.session.id)
    assert timeline is not None and "gasket" in str(timeline.utterances)


def test_a_part_is_erased_for_good_after_its_word_was_typed(used: Site) -> None:
    made = sample.processed(used)
    original = made.session.recordings[0].original
    test = page("mine", expert=made.session.expert, session=made.session.id)
    key = f"strike-{made.session.id}"
    test.number_input(key=f"{key}-start").set_value(5.0)
    test.number_input(key=f"{key}-end").set_value(7.0).run()
    test.button(key=f"{key}-now").click().run()
    erase = f"erase-{made.recording}-5.000"
    assert "1 recording is rewritten." in texts(test) and test.button(key=f"{erase}-now").disabled
    test.text_input(key=f"{erase}-word").set_value("Erase ").run()
    test.button(key=f"{erase}-now").click().run()
    assert not test.error and "is being erased" in " ".join(one.value for one in test.info)
    with used.db() as db:
        assert [one.part.start_s for one in erasures.wanted(db)] == [5.0]
    finish_all(used)
    after = sessions.get_session(used, OWNER, made.session.id)
    sample.seal_proxy(used, replace(made, session=after))
    test.run()
    assert "Erased for good: 0:05–0:07" in texts(test) and "Taken out" not in texts(test)
    scope = artifacts.session_scope(made.session.id)
    assert used.keys.find(scope, original) is None


@pytest.mark.parametrize(("tongue", "told"), [("en", "Looked at it"), ("ko", "내용을 봄")])
def test_an_expert_sees_who_looked(used: Site, tongue: str, told: str) -> None:
    made = sample.processed(used)
    test = page("mine", tongue, expert=made.session.expert)
    sessions.timeline(used, OWNER, made.session.id)
    test.toggle(key=f"seen-{made.session.id}").set_value(True).run()
    rows = test.dataframe[-1].value
    assert not test.exception and told in set(rows.iloc[:, 2])


def test_seconds_behind_the_end_are_one_sentence(used: Site) -> None:
    made = sample.processed(used)
    test = page("mine", "ko", expert=made.session.expert, session=made.session.id)
    key = f"strike-{made.session.id}"
    test.number_input(key=f"{key}-start").set_value(50.0)
    test.number_input(key=f"{key}-end").set_value(60.0).run()
    test.button(key=f"{key}-now").click().run()
    assert [one.value for one in test.error] == [
        "녹화 안에 있는 초를, 시작이 끝보다 앞서도록 적어 주세요."
    ]


def test_an_expert_withdraws_all_of_it(used: Site) -> None:
    made = sample.processed(used)
    expert = made.session.expert
    test = page("mine", expert=expert)
    assert test.button(key=f"end-{expert}-now").disabled
    test.text_input(key=f"end-{expert}-word").input("withdraw").run()
    test.button(key=f"end-{expert}-now").click().run()
    assert artifacts.find(used, made.session.id) == ()
    assert people.list_experts(used, OWNER) == ()


def test_what_was_struck_is_shown_nowhere_on_the_page_of_the_session(used: Site) -> None:
    made = sample.processed(used)
    cut = Span(recording=made.recording, start_s=5, end_s=12)
    desk.strike(used, OWNER, made.session.id, cut, 0)
    test = page("session", session=made.session.id)
    assert not any("left out of the words" in label for label in labels(test))


@pytest.mark.parametrize(
    ("tongue", "told"),
    [
        ("en", ["was not asked yet", "unrecognisable: until somebody confirms that"]),
        ("ko", ["아직 묻지 않은 사람이 1명", "누군가 확정하기 전에는"]),
    ],
)
def test_a_session_says_what_needs_attention(used: Site, tongue: str, told: list[str]) -> None:
    made = sample.processed(used)
    assert "was not asked yet" not in texts(page("session", session=made.session.id))
    people_there = (
        Present(role="passer_by", label="driver"),
        Present(role="learner", label="Park", agreed="mask"),
    )
    consent.name_present(used, OWNER, made.session.id, people_there)
    shown = texts(page("session", tongue, session=made.session.id))
    assert all(part in shown for part in told)


def test_somebody_who_walked_in_is_named_on_the_page_of_the_session(used: Site) -> None:
    made = sample.processed(used)
    test = page("session", session=made.session.id)
    key = f"present-{made.session.id}"
    test.button(key=f"{key}-add").click().run()
    test.text_input(key=f"{key}-0-label").input("driver").run()
    test.button(key=f"{key}-save").click().run()
    assert sessions.get_session(used, OWNER, made.session.id).open_people == 1


@pytest.fixture
def code(used: Site) -> tuple[str, str, str]:
    """A session, its code, and the code for everything."""
    made = sample.take_in(used, seconds=1.0)
    slip = consent.grant(used, OWNER, made.session.id, SIGNED)
    return made.session.id, slip.session, str(slip.everything)


def entered(code: str, language: str = "en") -> AppTest:
    test = page("withdraw", language)
    test.text_input(key="withdraw-code-0").input(code)
    return test.button[0].click().run()


@pytest.mark.parametrize("which", [1, 2])
def test_a_code_shows_what_it_ends_and_then_ends_it(
    used: Site, code: tuple[str, str, str], which: int
) -> None:
    test = entered(code[which].lower())
    shown = texts(test)
    assert "This erases 1 work session" in shown and "Flange" not in shown
    assert ("entry in the programme" in shown) is (which == 2)
    assert test.button(key="withdraw-now").disabled
    test.checkbox[0].check().run()
    test.button(key="withdraw-now").click().run()
    assert "Consent is withdrawn" in test.success[0].value
    assert artifacts.find(used, code[0]) == ()
    assert "nothing is kept any more" in texts(entered(code[1]))


@pytest.mark.parametrize(
    ("tongue", "sentence"), [("en", "not known here"), ("ko", "알 수 없는 코드입니다")]
)
def test_a_wrong_code_is_one_sentence(
    used: Site, code: tuple[str, str, str], tongue: str, sentence: str
) -> None:
    test = entered("ABCD-EFGH-JKLM-2345", tongue)
    assert len(test.error) == 1 and sentence in test.error[0].value
    assert artifacts.find(used, code[0]) != ()


def test_a_job_gets_its_procedure(used: Site, kim) -> None:
    expert, job = kim
    valve = import_procedure(used, OWNER, b"step,title\n1,Open the valve\n", "valve.csv")
    test = page("programme")
    test.selectbox(key=f"job-procedure-{job.id}").set_value(valve.id)
    [one for one in test.button if one.label == "Save"][-1].click().run()
    assert jobs.get_job(used, OWNER, expert.id, job.id).procedure == valve.id
