"""Pages without a browser: empty states, errors in one sentence, and what the doors decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import catalogue, nav
from capture import consent, sessions
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.rights import ProtectionClass
from pipelines.withdraw import withdraw
from tests.app import sample

PAGES = ("library", "new", "search", "datasets", "session")


def page(name: str, language: str = "en", **query: str) -> AppTest:
    """One page drawn as the server draws it."""

    def script(name: str, language: str) -> None:
        import streamlit as st

        from app import language as tongue
        from app.layout import careful
        from app.nav import PAGES, pages

        tongue.choose(language)
        st.navigation(pages())
        careful(PAGES[name].draw)()

    test = AppTest.from_function(script, args=(name, language), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def texts(test: AppTest) -> str:
    kinds = (test.markdown, test.caption, test.title, test.info, test.error, test.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


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


def test_the_library_shows_number_procedure_expert_and_state(used: Site) -> None:
    sample.take_in(used, seconds=1.0)
    shown = texts(page("library"))
    for part in ("No. 1", "Flange with gasket", "Sample expert", "Waiting"):
        assert part in shown


def test_names_that_look_like_markup_are_shown_as_they_are(used: Site) -> None:
    sample.take_in(used, expert="![x](http://evil.example/x.png)", seconds=1.0)
    for name in ("library", "session"):
        session = sessions.list_sessions(used, OWNER)[0].id
        shown = texts(page(name, session=session))
        assert "![x](" not in shown and "evil" in shown


def test_an_unknown_session_is_one_sentence(used: Site) -> None:
    test = page("session", session="ses-0000000000000000")
    assert [one.value for one in test.error] == [
        "There is no such session here: `sonmat serve` lists them."
    ]


def test_no_purpose_is_ticked_by_itself(used: Site) -> None:
    test = page("new")
    assert len(test.checkbox) == 4
    assert not any(one.value for one in test.checkbox)


def test_before_the_copy_is_made_the_page_says_so(used: Site) -> None:
    made = sample.take_in(used, seconds=1.0)
    test = page("session", session=made.session.id)
    assert "not been worked on yet" in texts(test)
    assert "as soon as its copy is made" in texts(test)


def test_processing_is_asked_for_through_the_door(
    used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Site] = []
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


def test_a_release_that_fails_is_one_sentence(used: Site, tmp_path: Path) -> None:
    sample.processed(used)
    test = page("datasets")
    test.text_input(key="release-name").input("x")
    inside = used.settings.folder / "inside"
    test.text_input(key="release-folder").input(str(inside)).run()
    test.button(key="release-make").click().run()
    assert len(test.error) == 1
    assert not inside.exists()


def test_a_release_is_listed_and_marked_after_withdrawal(used: Site, tmp_path: Path) -> None:
    made = sample.processed(used)
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
    def fails(*_: object) -> None:
        raise ValueError("SECRET words of a session")

    monkeypatch.setattr("capture.sessions.list_sessions", fails)
    test = page("library")
    assert len(test.error) == 1
    assert "SECRET" not in texts(test) + caplog.text
    assert "ValueError" in caplog.text


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
