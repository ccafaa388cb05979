"""Sheets of paper: a link opens one of them, people's words stay words, codes are in no address."""

from __future__ import annotations

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from app import tokens
from app.print_route import PRINT, SLIPS, print_url
from capture import consent, jobs, people
from capture.access import OWNER
from capture.consent import Proof
from capture.jobs import Sketch
from capture.opening import Opening, open_session
from capture.procedures import import_procedure
from capture.site import Site
from capture.texts import consent_text
from capture.withdrawal import Slip
from data_schemas.rights import Consent, Present, Purpose
from data_schemas.session import Session
from pipelines.withdraw import withdraw
from tests.capture.paper import pdf, picture

HOSTILE = '<img src=x onerror="alert(1)">'
PICTURE = picture("PNG", (600, 180))


def signed(language: str = "en", how: str = "drawn") -> Consent:
    return Consent(
        purposes=frozenset({Purpose.TRAIN}),
        text_version="1",
        text_language=language,
        text_digest=consent_text("1", language).digest,
        signed_by=f"Kim {HOSTILE}",
        signed_at=date(2026, 11, 29),
        signed_how=how,
        contract="R-2026-7",
        retain_until=date(2031, 12, 31),
        present=(Present(role="learner", label=HOSTILE, agreed="mask"),),
    )


@pytest.fixture
def planned(used: Site) -> Session:
    steps = b"step,title\n1,Open the valve\n"
    procedure = import_procedure(used, OWNER, steps, "valve.csv")
    return open_session(used, OWNER, Opening(procedure=procedure.id, expert="Kim"))


def get(client: TestClient, site: Site, *what: str, lang: str = "en", slip: str = ""):
    token = tokens.mint(site, OWNER, PRINT, *what)
    return client.get(print_url(token, lang, *what, slip=slip))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_an_empty_form_holds_every_sentence_and_ticks_nothing(
    client: TestClient, used: Site, lang: str
) -> None:
    page = get(client, used, "blank", lang=lang)
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    text = consent_text("1", lang)
    for said in (*text.purposes.values(), text.voice, text.author, *(p.text for p in text.parts)):
        assert said in page.text
    assert page.text.count("☐") == 6 and "☑" not in page.text
    assert f'lang="{lang}"' in page.text


def test_a_form_is_shown_as_it_was_signed_also_in_another_language(
    client: TestClient, used: Site, planned: Session
) -> None:
    consent.grant(used, OWNER, planned.id, signed("ko"), Proof(PICTURE))
    page = get(client, used, "consent", planned.id, lang="en").text
    assert consent_text("1", "ko").title in page and 'lang="ko"' in page
    assert page.count("☑") == 1 and page.count("☐") == 5
    assert "data:image/png;base64," in page and "R-2026-7" in page and "2031-12-31" in page


def test_where_nothing_or_another_text_was_signed_the_form_says_so(
    client: TestClient, used: Site, planned: Session
) -> None:
    assert "Nothing was signed yet." in get(client, used, "consent", planned.id).text
    elsewhere = Consent(
        purposes=frozenset({Purpose.TEACH}), signed_by="Kim", signed_at=date(2026, 1, 1)
    )
    consent.grant(used, OWNER, planned.id, elsewhere)
    page = get(client, used, "consent", planned.id).text
    assert "see the paper form" in page and page.count("☑") == 1


def test_what_people_wrote_is_never_markup(
    client: TestClient, used: Site, planned: Session
) -> None:
    consent.grant(used, OWNER, planned.id, signed(), Proof(PICTURE))
    kim = people.ensure_expert(used, OWNER, "Kim")
    job = jobs.add_job(used, OWNER, kim.id, HOSTILE)
    jobs.draw_diagram(used, OWNER, kim.id, job.id, tuple(Sketch(HOSTILE, True) for _ in range(3)))
    for what in (("consent", planned.id), ("programme",), ("diagram", kim.id, job.id)):
        page = get(client, used, *what).text
        assert "onerror=" in page and "<img src=x" not in page


def test_codes_stand_on_the_copy_and_in_no_address(
    client: TestClient, used: Site, planned: Session
) -> None:
    slip = consent.grant(used, OWNER, planned.id, signed(), Proof(PICTURE))
    name = SLIPS.put(used, OWNER, (planned.id, slip))
    page = get(client, used, "copy", planned.id, slip=name)
    assert slip.session in page.text and str(slip.everything) in page.text
    assert slip.session not in str(page.url)
    without = get(client, used, "copy", planned.id).text
    assert slip.session not in without and "new ones can be made" in without


def test_a_slip_of_another_session_is_not_shown(
    client: TestClient, used: Site, planned: Session
) -> None:
    consent.grant(used, OWNER, planned.id, signed(), Proof(PICTURE))
    name = SLIPS.put(used, OWNER, ("ses-other", Slip("AAAA-BBBB-CCCC-DDDD")))
    assert "AAAA-BBBB" not in get(client, used, "copy", planned.id, slip=name).text


@pytest.mark.parametrize(
    ("data", "mime"), [(pdf(), "application/pdf"), (picture("JPEG"), "image/jpeg")]
)
def test_a_scan_is_handed_out_as_a_file(
    client: TestClient, used: Site, planned: Session, data: bytes, mime: str
) -> None:
    consent.grant(used, OWNER, planned.id, signed(how="paper"), Proof(data))
    answer = get(client, used, "scan", planned.id)
    assert (answer.content, answer.headers["content-type"]) == (data, mime)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


SHEETS = ("blank", "programme", "consent/{0}", "copy/{0}", "scan/{0}", "diagram/exp-1/job-1")


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_sheet_opens_without_a_link_or_with_that_of_another(
    client: TestClient, used: Site, planned: Session, sheet: str
) -> None:
    path = f"/print/{sheet.format(planned.id)}"
    assert client.get(path).status_code == 403
    forged = tokens.mint(used, OWNER, tokens.PLAY, *path.split("/")[2:])
    other = tokens.mint(used, OWNER, PRINT, "consent", "ses-other")
    for token in (forged, other, "x", forged[:-1]):
        assert client.get(path, params={"t": token}).status_code == 403


def test_after_withdrawal_no_sheet_is_left(
    client: TestClient, used: Site, planned: Session
) -> None:
    consent.grant(used, OWNER, planned.id, signed(), Proof(PICTURE))
    withdraw(used, OWNER, planned.id)
    for what in ("consent", "copy", "scan"):
        answer = get(client, used, what, planned.id)
        assert answer.status_code == 403 and "Kim" not in answer.text


def test_a_sheet_needs_no_script_but_its_own(client: TestClient, used: Site) -> None:
    page = get(client, used, "blank")
    assert re.findall(r"<script[^>]*>", page.text) == ['<script src="/print/sheet.js" defer="">']
    assert (
        "unsafe-inline"
        not in re.search(  # type: ignore[union-attr]
            r"script-src[^;]*", page.headers["content-security-policy"]
        )[0]
    )
    for name in ("sheet.css", "sheet.js"):
        assert client.get(f"/print/{name}").status_code == 200
    for name in ("html.py", "..%2fserver.py", "consent.py"):
        assert client.get(f"/print/{name}").status_code == 404
