"""Papers and clips in the app: a link opens one file, the page says why not."""

from __future__ import annotations

import io
import re

import av
import pytest
from starlette.testclient import TestClient

from app import tokens
from app.handout_route import HANDOUT, handout_url
from capture import consent
from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.handout import HANDOUT_KINDS, Handout, HandoutSelection
from data_schemas.rights import Consent, Purpose
from pipelines.handout import desk
from pipelines.review.desk import strike
from pipelines.withdraw import withdraw
from tests.app import sample
from tests.app.test_pages import labels, page, plain, texts


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


@pytest.fixture
def handout(used: Site, made: sample.Sample) -> Handout:
    chosen = HandoutSelection(session=made.session.id, kinds=HANDOUT_KINDS, language="ko",
                              formats=("html", "docx", "text"))  # fmt: skip
    return desk.issue(used, OWNER, chosen)


def get(client: TestClient, site: Site, handout: Handout, name: str):
    return client.get(handout_url(handout.id, name, tokens.mint(site, OWNER, HANDOUT, handout.id)))


def test_each_file_is_handed_out_in_the_language_it_was_made_for(
    client: TestClient, used: Site, handout: Handout
) -> None:
    for file in handout.files:
        answer = get(client, used, handout, file.name)
        assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"].startswith(file.mime)
        how = answer.headers["content-disposition"]
        shown = file.mime in ("text/html", "text/plain", "video/mp4")
        assert how.startswith("inline" if shown else "attachment") and file.name in how
        if file.name.endswith("sheet.html"):
            assert "작업 분해표" in answer.text and handout.id in answer.text
        if file.name.endswith(".mp4"):
            with av.open(io.BytesIO(answer.content)) as container:
                assert next(container.decode(video=0))


def test_what_people_said_is_never_markup(client: TestClient, used: Site, handout: Handout) -> None:
    for file in handout.files:
        if file.mime == "text/html":
            answer = get(client, used, handout, file.name)
            assert "<img src=x" not in answer.text and "<script" not in answer.text
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_file_opens_without_its_link(
    client: TestClient, used: Site, made: sample.Sample, handout: Handout
) -> None:
    name = handout.files[0].name
    other = desk.issue(used, OWNER, handout.selection)
    links = (
        "", "x", tokens.mint(used, OWNER, HANDOUT, other.id),
        tokens.mint(used, OWNER, tokens.PLAY, handout.id),
        tokens.mint(used, OWNER, HANDOUT, handout.id)[:-1],
    )  # fmt: skip
    for token in links:
        assert client.get(handout_url(handout.id, name, token)).status_code == 403
    token = tokens.mint(used, OWNER, HANDOUT, handout.id)
    for name in ("nothing.html", "%2e%2e%2fx", other.files[0].name):
        assert client.get(handout_url(handout.id, name, token)).status_code == 404


def test_a_link_ends_with_a_change_and_with_consent(
    client: TestClient, used: Site, made: sample.Sample, handout: Handout
) -> None:
    strike(used, OWNER, made.session.id, Span(recording=made.recording, start_s=1, end_s=2), 0)
    for file in handout.files:
        assert get(client, used, handout, file.name).status_code == 409
    withdraw(used, OWNER, made.session.id)
    for file in handout.files:
        answer = get(client, used, handout, file.name)
        assert answer.status_code == 403 and "wipe" not in answer.text


@pytest.mark.parametrize(
    ("language", "title", "button"),
    [("en", "Papers and clips for teaching", "Make them"),
     ("ko", "교육용 문서와 짧은 영상", "만들기")],
)  # fmt: skip
def test_the_page_makes_them_and_links_every_file(
    used: Site, made: sample.Sample, language: str, title: str, button: str
) -> None:
    test = page("session", language, session=made.session.id)
    assert title in labels(test) and not test.exception
    make = next(one for one in test.button if one.label == button)
    test = make.click().run()
    assert not test.exception and not test.error
    made_now = desk.list_handouts(used, OWNER)
    assert len(made_now) == 1 and made_now[0].id in texts(test)
    urls = [one.proto.url for one in test.get("link_button")]
    for file in made_now[0].files:
        assert any(f"/handouts/{made_now[0].id}/{file.name}?t=" in url for url in urls)


def test_the_page_says_why_nothing_can_be_made(used: Site, made: sample.Sample) -> None:
    consent.grant(used, OWNER, made.session.id, Consent(purposes=frozenset({Purpose.TRAIN})))
    test = page("session", "ko", session=made.session.id)
    assert "이 용도에 동의하지 않았습니다 (teach)" in texts(test)
    assert "만들기" not in [one.label for one in test.button]


def test_after_withdrawing_people_are_told_what_to_collect(
    used: Site, made: sample.Sample, handout: Handout
) -> None:
    test = page("session", "en", session=made.session.id)
    next(one for one in test.text_input if one.key == "withdraw-typed").set_value("withdraw").run()
    test = next(one for one in test.button if one.key == "withdraw").click().run()
    assert re.search(rf"collect and delete them \({handout.id}\)", plain(texts(test)))


def test_the_expert_sees_which_papers_there_are(
    used: Site, made: sample.Sample, handout: Handout
) -> None:
    test = page("mine", "en", expert=made.session.expert)
    assert "Papers and clips made of it" in labels(test)
    assert handout.id in texts(test)
