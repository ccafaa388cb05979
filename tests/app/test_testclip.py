"""The part of a page that takes a test clip: one sentence, and the clip is gone."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app import catalogue
from app.pages.parts import testclip
from app.uploader import Uploaded
from capture import upload
from capture.access import OWNER
from capture.site import Site
from data_schemas.errors import UnknownError
from tests.capture.clips import Recipe, clip

DATA = clip(Recipe(audio="aac", times_s=tuple(n / 30 for n in range(60)), tone_s=((0.0, 2.0),)))


def drawn(language: str) -> AppTest:
    def script(language: str) -> None:
        from app import context, signin
        from app import language as tongue
        from app.pages.parts import testclip

        tongue.choose(language)
        testclip.draw(context.site(), signin.current())

    return AppTest.from_function(script, args=(language,), default_timeout=120)


def arrives(site: Site, data: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    """The browser has sent ``data``; its component says so once."""
    name = upload.begin(site, OWNER, len(data))
    upload.append(site, OWNER, name, 0, data)
    waiting = [Uploaded(upload=name, name="clip.mp4", size=len(data))]

    def once(*_: object, **__: object) -> tuple[Uploaded, ...]:
        return (waiting.pop(),) if waiting else ()

    monkeypatch.setattr(testclip, "uploader", once)
    return name


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_begins_with_what_to_do_and_says_nothing_yet(used: Site, language: str) -> None:
    test = drawn(language).run()
    assert not test.exception and not test.warning and not test.success
    assert test.expander[0].label == catalogue.load(language).gettext(
        "Try camera and microphone first"
    )
    assert "20" in test.caption[0].value


@pytest.mark.weights
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_clip_gets_one_sentence_and_is_gone(
    used: Site, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = arrives(used, DATA, monkeypatch)
    test = drawn(language).run()
    assert not test.exception and not test.error
    assert len(test.warning) == 1 and not test.success
    message = "No hand is seen: aim the camera so that both hands fill a third of the picture."
    assert test.warning[0].value == catalogue.load(language).gettext(message)
    with pytest.raises(UnknownError):
        upload.received(used, OWNER, name)
    amiss, rest = (one.value for one in test.caption[-2:])
    assert "!" in amiss and "✓" in rest
    names = [catalogue.load(language).gettext(name) for name in ("Hands in the picture", "Focus")]
    assert names[0] in amiss and names[1] in rest and names[1] not in amiss


def test_what_is_no_recording_is_one_sentence(used: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    arrives(used, b"PK\x03\x04" + bytes(60), monkeypatch)
    test = drawn("en").run()
    assert not test.exception and "zip archive" in test.error[0].value
