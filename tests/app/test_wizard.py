"""The wizard: nothing is ticked before, each step tells what is missing, what is signed holds."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.pages.wizard import take as wizard_take
from app.pages.wizard.draft import DRAFTS
from app.print_route import SLIPS
from app.uploader import Uploaded
from capture import consent, jobs, people, sessions, upload
from capture.access import OWNER
from capture.jobs import Sketch
from capture.opening import Opening, open_session
from capture.procedures import import_procedure
from capture.site import Site
from capture.texts import consent_text
from data_schemas.procedure import Procedure
from data_schemas.rights import Purpose
from pipelines.withdraw import preview_code
from tests.app.test_pages import page, texts
from tests.capture.clips import Recipe, clip
from tests.capture.paper import pdf, picture

NEXT_YEAR = date.today() + timedelta(days=365)


@pytest.fixture
def valve(used: Site) -> Procedure:
    """A procedure, and an expert who is known already (the test of a page can type no new one)."""
    people.ensure_expert(used, OWNER, "Kim")
    return import_procedure(used, OWNER, b"step,title\n1,Open the valve\n", "valve.csv")


def begun(valve: Procedure, language: str = "en") -> AppTest:
    """Past the first step, with the sketch put off."""
    test = page("wizard", language)
    test.selectbox(key="wizard-name").set_value("Kim").run()
    test.button(key="wizard-on-1").click().run()
    test.button(key="diagram-later").click().run()
    assert at(test, "step") == "2"
    return test


def at(test: AppTest, name: str) -> str:
    """What the address says."""
    said = test.query_params[name]
    return said if isinstance(said, str) else said[0]


def at_consent(valve: Procedure, language: str = "en") -> AppTest:
    test = begun(valve, language)
    return test.button(key="wizard-on-2").click().run()


@pytest.mark.parametrize(
    ("tongue", "sentence"),
    [("en", "Choose a procedure and name the expert first."), ("ko", "숙련자")],
)
def test_the_first_step_says_what_is_missing(
    used: Site, valve: Procedure, tongue: str, sentence: str
) -> None:
    test = page("wizard", tongue)
    assert test.button(key="wizard-on-1").disabled and sentence in texts(test)


def test_expert_last_day_and_job_are_kept_and_the_sketch_is_asked_for(
    used: Site, valve: Procedure
) -> None:
    test = page("wizard")
    test.selectbox(key="wizard-name").set_value("Kim").run()
    (kim,) = people.list_experts(used, OWNER)
    test.date_input(key=f"wizard-last-day-{kim.id}").set_value(NEXT_YEAR)
    test.text_input(key=f"wizard-job-title-{valve.id}").input("Valve service").run()
    test.button(key="wizard-on-1").click().run()
    assert "three to six parts" in texts(test)
    (kim,) = people.list_experts(used, OWNER)
    assert kim.last_day == NEXT_YEAR
    assert [(one.title, one.procedure) for one in kim.jobs] == [("Valve service", valve.id)]


def test_who_has_a_sketch_is_not_asked_again(used: Site, valve: Procedure) -> None:
    kim = people.ensure_expert(used, OWNER, "Kim")
    job = jobs.add_job(used, OWNER, kim.id, "Valve", valve.id)
    jobs.draw_diagram(used, OWNER, kim.id, job.id, tuple(Sketch(t) for t in "abc"))
    test = page("wizard", expert=kim.id, job=job.id)
    assert test.selectbox(key="wizard-name").value == "Kim"
    test.button(key="wizard-on-1").click().run()
    assert "Who else is heard or seen?" in [one.value for one in test.header]


def test_everybody_who_is_seen_is_asked_or_masked(used: Site, valve: Procedure) -> None:
    test = begun(valve)
    assert not test.button(key="wizard-on-2").disabled
    test.button(key="wizard-add").click().run()
    assert test.button(key="wizard-on-2").disabled
    test.text_input(key="wizard-0-label").input("Park").run()
    assert "Ask everybody" in texts(test)
    test.selectbox(key="wizard-0-agreed").set_value("mask").run()
    assert not test.button(key="wizard-on-2").disabled


@pytest.mark.parametrize("tongue", ["en", "ko"])
def test_no_purpose_is_ticked_by_itself_and_each_has_its_sentence(
    used: Site, valve: Procedure, tongue: str
) -> None:
    test = at_consent(valve, tongue)
    assert not any(one.value for one in test.checkbox)
    text = consent_text("1", tongue)
    said = [one.label for one in test.checkbox]
    assert said == [*text.purposes.values(), text.voice, text.author]
    assert all(part.text in texts(test) for part in text.parts)


def test_without_a_tick_there_is_nothing_to_sign_and_nothing_granted(
    used: Site, valve: Procedure
) -> None:
    test = at_consent(valve)
    test.button(key="wizard-on-3").click().run()
    assert not test.error
    (session,) = sessions.list_sessions(used, OWNER)
    assert session.purposes == frozenset() and session.signed_at is None


def test_each_gap_is_one_sentence(used: Site, valve: Procedure) -> None:
    test = at_consent(valve)
    test.checkbox(key="wizard-purpose-share").check().run()

    def says(sentence: str) -> bool:
        return test.button(key="wizard-on-3").disabled and sentence in texts(test)

    assert says("Say until when")
    test.date_input(key="wizard-until").set_value(date.today()).run()
    assert says("must lie ahead")
    test.date_input(key="wizard-until").set_value(NEXT_YEAR).run()
    assert says("Name the contract")
    test.text_input(key="wizard-contract").input("R-7").run()
    test.text_input(key="wizard-council").input("2026-3").run()
    assert says("its day")
    test.date_input(key="wizard-council-on").set_value(date.today()).run()
    test.checkbox(key="wizard-named").check().run()
    assert says("Write the name that is told as the author")
    test.text_input(key="wizard-author").input("Kim Cheol-su").run()
    assert says("name of who signs")
    test.text_input(key="wizard-signed-by").input("Kim").run()
    assert says("signature is still missing")
    test.radio(key="wizard-how").set_value("typed").run()
    assert not test.button(key="wizard-on-3").disabled
    test.button(key="wizard-on-3").click().run()
    (session,) = sessions.list_sessions(used, OWNER)
    signed = consent.read(used, OWNER, session.id)
    assert signed.purposes == frozenset({Purpose.SHARE}) and signed.signed_how == "typed"
    assert (signed.contract, signed.works_council) == ("R-7", "2026-3")
    assert signed.text_digest == consent_text("1", "en").digest
    assert people.get_expert(used, OWNER, session.expert).author == "Kim Cheol-su"


@pytest.mark.parametrize(
    ("data", "taken"),
    [(pdf(), True), (picture("JPEG"), True), (b"MZ not a scan", False), (pdf(b"/JS (x)"), False)],
)
def test_a_paper_form_is_scanned_in(used: Site, valve: Procedure, data: bytes, taken: bool) -> None:
    test = at_consent(valve)
    test.checkbox(key="wizard-purpose-teach").check().run()
    test.date_input(key="wizard-until").set_value(NEXT_YEAR)
    test.text_input(key="wizard-signed-by").input("Kim")
    test.radio(key="wizard-how").set_value("paper").run()
    test.file_uploader[0].upload("form.pdf", data).run()
    assert test.button(key="wizard-on-3").disabled is not taken
    if taken:
        test.button(key="wizard-on-3").click().run()
        (session,) = sessions.list_sessions(used, OWNER)
        with consent.open_proof(used, OWNER, session.id).stream as stream:
            assert stream.read() == data


def test_the_copy_is_shown_once_and_then_recorded(used: Site, valve: Procedure) -> None:
    test = at_consent(valve)
    test.checkbox(key="wizard-purpose-teach").check().run()
    test.date_input(key="wizard-until").set_value(NEXT_YEAR)
    test.text_input(key="wizard-signed-by").input("Kim")
    test.radio(key="wizard-how").set_value("typed").run()
    test.button(key="wizard-on-3").click().run()
    assert not test.error and "Hand the copy" in test.header[0].value
    name = at(test, "draft")
    values = DRAFTS.get(used, OWNER, name)
    assert values is not None
    kept = SLIPS.get(used, OWNER, values["slip"])
    assert kept is not None and kept[1].session not in texts(test)
    test.button(key="wizard-on-4").click().run()
    assert "Bring files" in [one.value for one in test.header]
    again = page("wizard", draft=name, step="5")
    assert "Bring files" in [one.value for one in again.header]


def test_a_planned_session_is_signed_later_once(used: Site, valve: Procedure) -> None:
    planned = open_session(used, OWNER, Opening(procedure=valve.id, expert="Kim"))
    test = page("wizard", session=planned.id, step="3")
    test.checkbox(key="wizard-purpose-train").check().run()
    test.date_input(key="wizard-until").set_value(NEXT_YEAR)
    test.text_input(key="wizard-signed-by").input("Kim")
    test.radio(key="wizard-how").set_value("typed").run()
    test.button(key="wizard-on-3").click().run()
    (session,) = sessions.list_sessions(used, OWNER)
    assert session.id == planned.id and session.purposes == frozenset({Purpose.TRAIN})


def test_whoever_signs_again_at_once_keeps_the_code_for_everything(
    used: Site, valve: Procedure
) -> None:
    test = at_consent(valve)
    test.checkbox(key="wizard-purpose-teach").check().run()
    test.date_input(key="wizard-until").set_value(NEXT_YEAR)
    test.text_input(key="wizard-signed-by").input("Kim")
    test.radio(key="wizard-how").set_value("typed").run()
    test.button(key="wizard-on-3").click().run()
    test.button(key="wizard-back-4").click().run()
    assert test.text_input(key="wizard-signed-by").value == "Kim"
    test.checkbox(key="wizard-purpose-train").check().run()
    test.button(key="wizard-on-3").click().run()
    (session,) = sessions.list_sessions(used, OWNER)
    assert session.purposes == frozenset({Purpose.TEACH, Purpose.TRAIN})
    values = DRAFTS.get(used, OWNER, at(test, "draft"))
    kept = SLIPS.get(used, OWNER, values["slip"]) if values else None
    assert kept is not None and kept[1].everything
    for code in (kept[1].session, kept[1].everything):
        assert preview_code(used, code).sessions == (session.number,)


@pytest.mark.parametrize("step", ["0", "-1", "9" * 50, "x", "5", "²"])
def test_an_address_that_leads_nowhere_leads_to_a_step(
    used: Site, valve: Procedure, step: str
) -> None:
    test = page("wizard", step=step, draft="none")
    assert not test.exception and test.title[0].value == "New work session"


def test_files_come_in_once_and_go_on_as_a_next_take(
    used: Site, valve: Procedure, take: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = open_session(used, OWNER, Opening(procedure=valve.id, expert="Kim"))
    waiting: list[Uploaded] = []
    monkeypatch.setattr(wizard_take, "uploader", lambda *_, **__: tuple(waiting))
    test = page("wizard", session=planned.id, step="5")

    def bring(data: bytes) -> AppTest:
        name = upload.begin(used, OWNER, len(data))
        upload.append(used, OWNER, name, 0, data)
        waiting[:] = [Uploaded(upload=name, name="C0001.MP4", size=len(data))]
        test.run()
        if "wizard-goes-on" in [radio.key for radio in test.radio]:
            test.radio(key="wizard-goes-on").set_value(True)
        shown = test.button(key="wizard-take-in").click().run()
        assert not shown.exception and not shown.error
        return shown

    shown = bring(take)
    assert hashlib.sha256(take).hexdigest() in [one.value for one in shown.code]
    assert f"was here already, in work session No. {planned.number}" in texts(bring(take))
    bring(clip(Recipe(times_s=(0.0, 0.5, 1.0))))
    found = sessions.get_session(used, OWNER, planned.id).work
    assert [(r.take, r.offset_by) for r in found] == [(1, "nobody"), (2, "clock")]
    assert found[1].offset_s == pytest.approx(found[0].duration_s)
