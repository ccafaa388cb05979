"""Pages without a browser: empty states, errors in one sentence, and what the doors decide."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import catalogue, nav
from app.pages import new_session
from app.uploader import Uploaded
from capture import consent, procedures, sessions, takes
from capture.access import OWNER
from capture.glossaries import get_glossary
from capture.ingest import Intake
from capture.opening import Opening, open_session
from capture.settings import Settings
from capture.site import Site
from capture.sources import Source
from capture.takes import Start
from data_schemas.clock import Interval, Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import TextError
from data_schemas.rights import Actor, Consent, ProtectionClass, Purpose
from data_schemas.session import Session
from data_schemas.transcript import AudioQuality
from pipelines.review import desk
from pipelines.transcribe.quality import TOO_NOISY
from pipelines.withdraw import withdraw
from tests.app import sample
from tests.hidden import answered_for

PAGES = tuple(nav.PAGES)


def page(name: str, language: str = "en", **query: str) -> AppTest:
    """One page drawn as the server draws it."""

    def script(name: str, language: str) -> None:
        import streamlit as st

        from app import language as tongue
        from app.layout import careful
        from app.nav import PAGES, pages
        from app.signin import current

        tongue.choose(language)
        st.navigation(pages(current()))
        careful(PAGES[name].draw)()

    test = AppTest.from_function(script, args=(name, language), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def texts(test: AppTest) -> str:
    kinds = (test.markdown, test.caption, test.title, test.info, test.error, test.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def labels(test: AppTest) -> list[str]:
    return [one.label for one in test.expander]


def plain(text: str) -> str:
    """Without the signs that keep words from being markup."""
    return text.replace("\\", "")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_an_empty_site_has_a_page_that_says_what_to_do(
    used: Site, name: str, language: str
) -> None:
    test = page(name, language)
    assert not test.exception and not test.error
    assert texts(test)


@pytest.mark.parametrize("name", ["library", "search", "datasets"])
def test_empty_pages_lead_to_the_first_recording(used: Site, name: str) -> None:
    assert "first recording" in texts(page(name))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_speaks_its_language(used: Site, language: str) -> None:
    title = catalogue.load(language).gettext(nav.PAGES["search"].title)
    assert page("search", language).title[0].value == title


def test_a_language_that_the_address_names_holds_on_the_next_page() -> None:
    def script() -> None:
        import streamlit as st

        from app import language
        from app.layout import frame

        frame()
        st.text(language.current())

    test = AppTest.from_function(script, default_timeout=60)
    test.query_params["lang"] = "ko"
    test.run()
    del test.query_params["lang"]
    assert test.run().text[0].value == "ko"
    assert test.query_params["lang"] == "ko"


def test_the_library_shows_number_procedure_expert_and_state(used: Site) -> None:
    sample.take_in(used, seconds=1.0)
    shown = texts(page("library"))
    for part in ("No. 1", "Flange with gasket", "Sample expert", "Waiting"):
        assert part in shown


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["SYNTHETIC", "Teach: no", "Train AI: yes", "Share: no", "Publish: no"]),
        (
            "ko",
            [
                "합성 데이터",
                "교육: 동의 안 함",
                "AI 학습: 동의",
                "나눔: 동의 안 함",
                "공개: 동의 안 함",
            ],
        ),
    ],
)
def test_the_library_shows_what_was_agreed_to(used: Site, language: str, told: list[str]) -> None:
    session = sample.take_in(used, seconds=1.0).session.id
    signed = {"purposes": frozenset({Purpose.TRAIN}), "signed_by": "Kim"}
    consent.grant(used, OWNER, session, Consent(**signed, synthetic=True))
    shown = texts(page("library", language))
    for chip in told:
        assert f"[{chip}]" in shown, shown
    consent.grant(used, OWNER, session, Consent(**signed))
    assert told[0] not in texts(page("library", language))
    consent.withdraw_session(used, OWNER, session)
    assert told[2] not in texts(page("library", language)), "nothing is agreed to any more"


def test_names_that_look_like_markup_are_shown_as_they_are(used: Site) -> None:
    sample.take_in(used, expert="![x](http://evil.example/x.png)", seconds=1.0)
    for name in ("library", "session"):
        session = sessions.list_sessions(used, OWNER)[0].id
        shown = texts(page(name, session=session))
        assert "![x](" not in shown and "evil" in shown


@pytest.mark.parametrize(
    ("language", "label", "told"),
    [
        ("en", "Movement", ["A hand is seen in 62 %", "go nearer", "Lets go and takes hold again"]),
        ("ko", "움직임", ["한 손 이상이 보인 시간 62 %", "손이 작습니다", "놓았다 다시 잡음"]),
    ],
)
def test_a_session_tells_what_was_seen_of_the_movement(
    used: Site, language: str, label: str, told: list[str]
) -> None:
    made = sample.processed(used)
    test = page("session", language, session=made.session.id)
    assert not test.exception and label in labels(test)
    shown = plain(texts(test)) + "".join(str(one.value) for one in test.dataframe)
    assert all(part in shown for part in told)


def test_an_unknown_session_is_one_sentence(used: Site) -> None:
    test = page("session", session="ses-0000000000000000")
    assert [one.value for one in test.error] == [
        "There is no such session here: `sonmat serve` lists them."
    ]


def test_no_purpose_is_ticked_by_itself(used: Site) -> None:
    test = page("new")
    assert len(test.checkbox) == 5
    assert not any(one.value for one in test.checkbox)
    # only the pause between sessions of a card: no seconds of a voice are asked for
    assert [one.key for one in test.number_input] == ["folder-gap"]


@pytest.fixture
def arrived(used: Site, monkeypatch: pytest.MonkeyPatch) -> list[Intake]:
    """A recording has arrived; what would be taken in with it is written down here."""
    sample.take_in(used, seconds=1.0)
    taken: list[Intake] = []

    def ingest(_site: Site, _who: Actor, intake: Intake) -> None:
        taken.append(intake)
        raise TextError("That is all.")

    file = Uploaded(upload="upl-1", name="take.mp4", size=1)
    monkeypatch.setattr(new_session, "uploader", lambda *_args, **_named: (file,))
    monkeypatch.setattr("capture.upload.source", lambda *_: Source("x", io.BytesIO))
    monkeypatch.setattr(new_session, "ingest", ingest)
    return taken


def test_microphones_and_voice_are_taken_in(arrived: list[Intake]) -> None:
    test = page("new")
    test.selectbox(key="new-expert").set_value("Sample expert").run()
    test.radio(key="microphones").set_value("expert_left")
    test.checkbox(key="voice-agreed").check().run()
    assert test.button(key="take-in").disabled
    test.number_input(key="voice-from").set_value(3.0)
    test.number_input(key="voice-to").set_value(9.5)
    test.text_input(key="signed-by").input("Kim").run()
    test.button(key="take-in").click().run()
    assert [one.value for one in test.error] == ["That is all."]
    taken = arrived[0]
    assert taken.microphones == "expert_left"
    assert taken.voice == Interval(start_s=3.0, end_s=9.5)
    assert isinstance(taken.consent, Consent)
    assert taken.consent.voice_template and not taken.consent.purposes
    assert taken.consent.signed_by == "Kim"


def test_without_the_tick_no_voice_is_recognised(arrived: list[Intake]) -> None:
    test = page("new")
    test.selectbox(key="new-expert").set_value("Sample expert").run()
    test.button(key="take-in").click().run()
    assert arrived[0].microphones == "shared" and arrived[0].voice is None
    assert arrived[0].consent == Consent()


@pytest.mark.parametrize(
    ("tongue", "sentence"), [("en", "Name at least 3 seconds"), ("ko", "3초 이상 정하거나")]
)
@pytest.mark.parametrize(("start", "end"), [(0.0, 0.0), (9.0, 2.0), (1.0, 3.5)])
def test_a_voice_that_is_too_short_is_asked_for_again(
    arrived: list[Intake], tongue: str, sentence: str, start: float, end: float
) -> None:
    test = page("new", tongue)
    test.selectbox(key="new-expert").set_value("Sample expert").run()
    test.checkbox(key="voice-agreed").check().run()
    test.number_input(key="voice-from").set_value(start)
    test.number_input(key="voice-to").set_value(end).run()
    assert not test.exception and not test.error
    assert test.button(key="take-in").disabled and sentence in texts(test)


def test_a_procedure_that_was_just_brought_is_chosen(used: Site) -> None:
    """Also where a click from before still carries the choice that was made before."""
    sample.take_in(used, seconds=1.0)
    test = page("new")
    assert test.selectbox[0].value == procedures.list_procedures(used, OWNER)[0].id
    steps = b"step,title\n1,Open the valve\n"
    test.file_uploader(key="procedure-0").upload("valve.csv", steps)
    test.selectbox(key="new-procedure-0").set_value(test.selectbox[0].value).run()
    assert "Open the valve" in texts(test) and "Nothing is saved yet" in texts(test)
    assert [one.title for one in procedures.list_procedures(used, OWNER)] == ["Flange with gasket"]
    test.button(key="procedure-save-0").click().run()
    brought = next(p for p in procedures.list_procedures(used, OWNER) if p.title == "valve")
    assert test.selectbox[0].value == brought.id
    assert not test.error


PAGE = """제목: 밸브 정비

1. 밸브를 연다
   급소: 천천히
2. 닦는다
   가. 왼쪽
   나. 오른쪽
      선행: 1
참고 바람
"""


@pytest.mark.parametrize(
    ("tongue", "told"),
    [
        ("en", ["3 steps", "comes after 1", "valve.txt, line 9 has no number"]),
        ("ko", ["3단계", "선행: 1", "valve.txt 9번째 줄: 번호가 없어"]),
    ],
)
def test_what_was_understood_is_shown_before_it_is_saved(
    used: Site, tongue: str, told: list[str]
) -> None:
    test = page("new", tongue)
    test.file_uploader(key="procedure-0").upload("valve.txt", PAGE.encode("cp949")).run()
    shown = plain(texts(test))
    assert all(part in shown for part in ("밸브 정비", "**닦는다**", "왼쪽", "천천히", *told))
    assert not test.error and not procedures.list_procedures(used, OWNER)


@pytest.mark.parametrize(
    ("tongue", "sentence"),
    [
        ("en", "a.xls is an old Excel (.xls) file: save it as .xlsx and try again."),
        ("ko", "a.xls 파일은 옛 Excel(.xls) 문서입니다. .xlsx로 저장한 뒤 다시 가져와 주세요."),
    ],
)
def test_a_file_that_is_no_procedure_gets_one_plain_sentence(
    used: Site, tongue: str, sentence: str
) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")
    test = page("new", tongue)
    test.file_uploader(key="procedure-0").upload("a.xls", old).run()
    assert [one.value for one in test.error] == [sentence]


def test_a_new_version_tells_what_is_new_and_what_is_gone(used: Site) -> None:
    known = sample.take_in(used, seconds=1.0).procedure
    kept = f"step,title\n1,{known.steps[0].title}\n2,Put the tools away\n"
    test = page("new")
    test.file_uploader(key="procedure-0").upload("flange.csv", kept.encode()).run()
    test.selectbox(key="procedure-update-0").set_value(known.id).run()
    shown = plain(texts(test))
    assert "New: “Put the tools away”" in shown
    assert f"No longer in it: “{known.steps[1].title}”" in shown
    test.button(key="procedure-save-0").click().run()
    newest = procedures.get_procedure(used, OWNER, known.id)
    assert (newest.version, newest.steps[0].id) == (2, known.steps[0].id)


@pytest.mark.parametrize(
    ("tongue", "none", "two"),
    [
        ("en", "Site glossary: 0 terms", "Site glossary: 2 terms"),
        ("ko", "사업장 용어집: 용어 0개", "사업장 용어집: 용어 2개"),
    ],
)
def test_the_glossary_of_the_site_is_brought(used: Site, tongue: str, none: str, two: str) -> None:
    test = page("new", tongue)
    assert none in labels(test)
    test.file_uploader(key="glossary-0").upload("terms.csv", b"term,readings\ngasket,\nPT,pitch\n")
    test.run()
    assert not test.error
    assert two in labels(test)
    assert [one.term for one in get_glossary(used, OWNER).terms] == ["gasket", "PT"]


def test_a_glossary_that_cannot_be_used_is_one_sentence(used: Site) -> None:
    test = page("new", "ko")
    test.file_uploader(key="glossary-0").upload("terms.txt", b"# nothing\n").run()
    assert [one.value for one in test.error] == [
        "terms.txt 파일에 용어가 없습니다. 하나 이상 적어 주세요."
    ]
    assert get_glossary(used, OWNER).terms == ()


def test_before_the_copy_is_made_the_page_says_so(used: Site) -> None:
    made = sample.take_in(used, seconds=1.0)
    test = page("session", session=made.session.id)
    assert "not been worked on yet" in texts(test)
    assert "as soon as its copy is made" in texts(test)


@pytest.mark.parametrize(
    ("tongue", "parts", "glossary", "sound"),
    [
        (
            "en",
            (
                "The words need a second look.",
                "Speech is only 12 dB above",
                "another language than",
            ),
            "1 place where the glossary gave other words",
            ("The voice is 12 dB louder than the noise", "in 42 % of the time", "0.4 %"),
        ),
        (
            "ko",
            ("받아쓴 말을 다시 확인해 주세요.", "소음보다 12 dB밖에", "다른 언어로 말한"),
            "용어집을 쓰니 다르게 들린 곳 1군데",
            ("말소리가 소음보다 12 dB 큼", "42%", "0.4%"),
        ),
    ],
)
def test_what_to_know_about_the_sound_is_told(
    used: Site, tongue: str, parts: tuple[str, ...], glossary: str, sound: tuple[str, ...]
) -> None:
    made = sample.processed(used)
    test = page("session", tongue, session=made.session.id)
    warning = plain(test.warning[0].value)
    assert len(test.warning) == 1 and not test.error
    for part in parts:
        assert part in warning
    assert glossary in labels(test)
    told = plain(texts(test))
    for part in sound:
        assert part in told
    assert "the casket" in str([table.value.to_dict() for table in test.dataframe])


@pytest.mark.parametrize("tongue", ["en", "ko"])
def test_a_recording_that_cannot_be_heard_is_an_error(
    used: Site, monkeypatch: pytest.MonkeyPatch, tongue: str
) -> None:
    made = sample.processed(used)
    transcript = sessions.transcript(used, OWNER, made.session.id)
    assert transcript is not None and transcript.quality is not None
    bad = transcript.quality.model_copy(
        update={"verdict": "re_record", "reasons": (TOO_NOISY.format(snr="2"),), "noise_db": None}
    )
    heard = transcript.model_copy(update={"quality": bad, "notes": ()})
    monkeypatch.setattr("capture.sessions.transcript", lambda *_: heard)
    test = page("session", tongue, session=made.session.id)
    assert not test.exception and len(test.error) == 1
    told = plain(test.error[0].value)
    for part in {"en": ("record it again", "2 dB"), "ko": ("다시 녹화해", "2 dB")}[tongue]:
        assert part in told


def test_a_recording_that_is_heard_well_says_nothing(
    used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sample.processed(used)
    transcript = sessions.transcript(used, OWNER, made.session.id)
    assert transcript is not None and transcript.quality is not None
    good = AudioQuality(level_db=-20.0, noise_db=-60.0, snr_db=40.0, speech_share=0.5)
    heard = transcript.model_copy(update={"quality": good, "notes": (), "variants": ()})
    monkeypatch.setattr("capture.sessions.transcript", lambda *_: heard)
    test = page("session", session=made.session.id)
    assert not test.warning and not test.error and not test.info
    assert "This recording can be heard well." in plain(texts(test))
    assert not any("glossary" in label for label in labels(test))


@pytest.mark.parametrize(("tongue", "part"), [("en", "Not matched"), ("ko", "첫 번째 카메라")])
def test_a_camera_without_a_place_on_the_clock_says_so(
    used: Site, playable: sample.Sample, monkeypatch: pytest.MonkeyPatch, tongue: str, part: str
) -> None:
    assert part not in texts(page("session", tongue, session=playable.session.id))
    monkeypatch.setattr(Session, "unplaced", property(lambda self: self.recordings))
    assert part in texts(page("session", tongue, session=playable.session.id))


def test_what_was_taken_out_does_not_stand_among_the_words_of_the_glossary(used: Site) -> None:
    made = sample.processed(used)
    whole = Span(recording=made.recording, start_s=5.0, end_s=7.0)
    desk.amend(used, OWNER, made.session.id, Draft(act=Act.STRIKE, target="", span=whole), 0)
    test = page("session", session=made.session.id)
    assert not any("glossary" in label for label in labels(test))
    assert "casket" not in str([table.value.to_dict() for table in test.dataframe])


def test_processing_is_asked_for_through_the_door(
    used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Site] = []
    monkeypatch.setattr("app.work._started", [])  # one may run for a site of another test
    monkeypatch.setattr(
        "pipelines.worker.ensure_worker", lambda site, idle_after_s=None: started.append(site)
    )
    made = sample.take_in(used, seconds=1.0)
    test = page("session", session=made.session.id)
    test.button(key="process").click().run()
    wish = sessions.wish(used, OWNER, made.session.id)
    assert wish is not None and wish.run == 1
    assert started and set(started) == {used}
    test.button(key="cancel").click().run()
    wish = sessions.wish(used, OWNER, made.session.id)
    assert wish is not None and wish.cancelled


def test_withdrawal_needs_the_word_and_then_erases(used: Site) -> None:
    made = sample.processed(used)
    test = page("session", session=made.session.id)
    assert test.button(key="withdraw").disabled
    test.text_input(key="withdraw-typed").input("yes").run()
    assert test.button(key="withdraw").disabled
    test.text_input(key="withdraw-typed").input("withdraw").run()
    test.button(key="withdraw").click().run()
    assert "erased" in texts(test)
    assert sessions.artifacts_of(used, OWNER, made.session.id) == ()
    for said in sample.SAID:
        assert said[2] not in texts(test)


def test_what_the_release_check_keeps_is_told_with_its_reason(used: Site) -> None:
    made = sample.processed(used)
    core = sample.CONSENT.model_copy(update={"protection_class": ProtectionClass.NATIONAL_CORE})
    consent.grant(used, OWNER, made.session.id, core)
    english, korean = texts(page("datasets")), texts(page("datasets", "ko"))
    assert "national core technology never leaves the site" in english
    assert "국가핵심기술은 사업장 밖으로 나가지 않습니다" in korean


def test_every_format_is_offered_by_a_name() -> None:
    from app.pages.parts.release_formats import FORMATS
    from pipelines.release import formats

    assert set(FORMATS) == set(formats.FORMATS)


def test_a_release_that_fails_is_one_sentence(used: Site, tmp_path: Path) -> None:
    answered_for(used, sample.processed(used).session.id)
    test = page("datasets")
    test.text_input(key="release-name").input("x")
    inside = used.settings.folder / "inside"
    test.text_input(key="release-folder").input(str(inside)).run()
    test.button(key="release-make").click().run()
    assert len(test.error) == 1
    assert not inside.exists()


def test_a_release_is_listed_and_marked_after_withdrawal(used: Site, tmp_path: Path) -> None:
    made = sample.processed(used)
    answered_for(used, made.session.id)
    test = page("datasets")
    test.text_input(key="release-name").input("flange")
    test.text_input(key="release-folder").input(str(tmp_path / "out")).run()
    test.button(key="release-make").click().run()
    assert not test.error
    assert "flange" in texts(page("datasets"))
    withdraw(used, OWNER, made.session.id)
    assert "ask everybody who has it to delete it" in texts(page("datasets"))


def test_an_unexpected_error_shows_nothing_of_what_it_was_about(
    used: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What the log makes of it is in ``tests/capture/test_log.py``."""

    def fails(*_: object) -> None:
        raise ValueError("SECRET words of a session")

    told: list[tuple[str, str]] = []
    monkeypatch.setattr("capture.sessions.count_sessions", fails)
    monkeypatch.setattr(
        "app.layout.say",
        lambda event, *, error, **_: told.append((event, type(error).__name__)),
    )
    test = page("library")
    assert len(test.error) == 1
    assert "SECRET" not in texts(test) + caplog.text
    assert told == [("page.failed", "ValueError")]


def test_a_missing_site_key_is_one_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    Site.open(settings).close()
    settings.key_file.unlink()
    monkeypatch.setattr("app.context._site", None)
    monkeypatch.setenv("SONMAT_DATA", str(settings.data))
    monkeypatch.setenv("SONMAT_SITE_KEY_FILE", str(settings.site_key_file))
    test = page("library")
    assert len(test.error) == 1 and "site key" in test.error[0].value


def test_movement_like_that_of_a_part_is_found_and_played_at_its_second(used: Site) -> None:
    made = sample.processed(used)
    sample.seal_gestures(used, made, 2.0, 1)
    other = sample.take_in(used, expert="Another expert")
    sample.seal_proxy(used, other)
    sample.seal_gestures(used, other, 6.0, 2)
    test = page("session", session=made.session.id)
    assert "Find similar movement" in labels(test)
    key = f"{made.session.id}-{made.recording}-0"
    test.number_input(key=f"similar-from-{key}").set_value(2.0)
    test.number_input(key=f"similar-to-{key}").set_value(6.0).run()
    test.button(key="similar-find").click().run()
    assert not test.exception and not test.error
    shown = texts(test)
    assert "0:06–0:10" in shown and "No. 2" in plain(shown)
    test.button(key="similar-play-0").click().run()
    assert not test.exception and not test.error
    assert "Press “Play”" not in texts(test)
    withdraw(used, OWNER, other.session.id)
    assert "withdrawn consent" in test.run().error[0].value, "also where it was found before"


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "is not described yet"), ("ko", "아직 정리되지 않았습니다")]
)
def test_movement_that_is_not_described_yet_is_one_sentence(
    used: Site, language: str, sentence: str
) -> None:
    made = sample.processed(used)
    test = page("session", language, session=made.session.id)
    test.button(key="similar-find").click().run()
    assert len(test.error) == 1 and sentence in test.error[0].value


def test_the_recorder_of_a_planned_session_and_what_did_not_arrive(used: Site) -> None:
    procedure = procedures.import_procedure(used, OWNER, b"step,title\n1,a\n", "a.csv")
    planned = open_session(used, OWNER, Opening(procedure.id, "Kim *Lee*")).id
    assert "Nothing was recorded yet" in texts(page("session", session=planned))
    start = Start(f"stm-{1:016x}", f"dev-{1:016x}", used.now(), used.now(), "<b>Tablet</b>")
    stream = takes.begin(used, OWNER, planned, start).id
    takes.append(used, OWNER, planned, stream, 0, b"ffconcat version 1.0")
    for name in ("record", "session"):
        test = page(name, session=planned)
        assert not test.exception and not test.error
        shown = plain(texts(test))
        assert "<b>Tablet</b>: arrived up to" in shown
        (button,) = [one for one in test.button if one.label == "Take in what arrived"]
        assert "not a recording" in plain("".join(e.value for e in button.click().run().error))
    assert [one.id for one in takes.unfinished(used, OWNER, planned)] == [stream]


def test_a_wrong_code_is_refused_in_one_sentence(used: Site) -> None:
    test = page("join", code="ABCD-EFGH")
    test.button[0].click().run()
    assert not test.exception and "wrong or too old" in test.error[0].value


@pytest.mark.parametrize("token", ["x", "a.b.c", ""])
def test_a_forged_link_joins_nothing(used: Site, token: str) -> None:
    test = page("join", session="ses-1", joined=token)
    assert not test.exception
    assert "films the same work" in texts(test)
