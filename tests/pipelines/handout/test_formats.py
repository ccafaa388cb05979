"""Papers: what people said stays text, what stands on every page, tracked changes that hold."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn

from app import catalogue
from data_schemas.approval import Approval, Signed
from data_schemas.handout import (
    HandoutSelection,
    JobSheet,
    Note,
    Proof,
    Redline,
    SheetLine,
    SheetPoint,
    SheetStep,
)
from data_schemas.procedure import Procedure
from data_schemas.rights import Consent
from data_schemas.session import Session
from data_schemas.timeline import Finding
from pipelines.handout.formats import PAPERS
from pipelines.handout.formats.page_html import css_string
from pipelines.handout.redline import redline_of
from pipelines.handout.say import CLASSES, plain, stretch
from pipelines.handout.sheet import sheet_of
from pipelines.handout.stamp import Subject, stamp_of
from tests.pipelines.handout.made import PROCEDURE, card, material, said, section, stamp

RTL = "\u202egnp.exe \u0627\u0644\u0639\u0631\u0628\u064a\u0629"
HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(1)">', "</style><b>", "=HYPERLINK(\"x\")",
    RTL, "nul\x00 bell\x07 esc\x1b", "]]>&amp;", "{name} %s {0}",
)  # fmt: skip
KO, EN = catalogue.say("ko"), catalogue.say("en")


def proof(text: str = "", sure: bool = True) -> Proof:
    return Proof(recording="r", start_s=3, end_s=8.2, at_s=63.0, text=text, sure=sure)


def hostile(text: str) -> JobSheet:
    line = SheetLine(text=text, proofs=(proof(),), label="hazard", source="card")
    step = SheetStep(
        number=1, step_id="a", title=text, inside=(text,), sections=(proof(), proof(sure=False)),
        points=(SheetPoint(point=line, reasons=(line, line)),), quotes=(proof(text),), more=2,
        notes=(Note(kind="repeated", times=2),),
    )  # fmt: skip
    return JobSheet(stamp=stamp(title=text, author=text, signed_by=text, state="confirmed"),
                    steps=(step,), withheld=True)  # fmt: skip


def redline(text: str) -> Redline:
    talk = (said(1, 3, f"You must never forget {plain(text)}"),)
    gone = Finding(kind="skipped", step_id="test")
    moved = Finding(kind="out_of_order", step_id="bolts", other="clean", segments=("seg-bolts-20",))
    line = (section("clean", 0, 10), section("bolts", 20, 30), section(None, 30, 40))
    made = material(line, (*talk, said(31, 35, "Now grease the threads of the bolts")),
                    (gone, moved), stamp=stamp(title=text))  # fmt: skip
    return redline_of(made)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(data: bytes) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(data.decode())
    return parser.seen


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("say", [KO, EN])
def test_what_people_said_is_never_markup(say, text):
    for data in (PAPERS["html"].sheet(say, hostile(text)),
                 PAPERS["html"].redline(say, redline(text))):  # fmt: skip
        found = tags(data)
        assert {name for name, _ in found} <= {
            "html", "head", "meta", "title", "style", "body", "main", "header", "p", "h1", "div",
            "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "bdi", "span", "a",
            "q", "img", "ul", "li", "ins", "del",
        }  # fmt: skip
        assert not any(key.startswith("on") for _, attrs in found for key in attrs)
        assert [name for name, _ in found].count("style") == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_word_opens_what_people_said_and_shows_it_as_it_is(text):
    for data in (PAPERS["docx"].sheet(KO, hostile(text)),
                 PAPERS["docx"].redline(KO, redline(text))):  # fmt: skip
        opened = docx.Document(io.BytesIO(data))
        assert plain(text) in "\n".join(p.text for p in opened.paragraphs)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(archive.read(name))
                assert "vba" not in name.lower()


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_turns_a_line_around(name):
    text = PAPERS[name].sheet(EN, hostile(RTL))
    shown = docx_text(text) if name == "docx" else text.decode()
    assert "\u202e" not in shown and "العربية" in shown


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("say", [KO, EN])
def test_every_paper_says_number_class_and_who_stands_behind_it(name, say):
    draft = material((section("clean", 0, 10),))
    signed = material(
        stamp=stamp(state="approved", version=3, signed_by="Han", signed_on=date(2026, 5, 3))
    )
    for paper, made in ((PAPERS[name].sheet, sheet_of), (PAPERS[name].redline, redline_of)):
        text = shown(name, paper(say, made(draft)))
        assert "HO-2026-TEST22" in text and say("Draft, not confirmed") in text
        assert say(CLASSES[stamp().protection_class]) in text
        text = shown(name, paper(say, made(signed)))
        told = say("Approved by {name} on {date}, version {version}")
        assert told.format(name="Han", date="2026-05-03", version=3) in text


def test_number_and_class_stand_on_every_page():
    data = PAPERS["docx"].sheet(EN, sheet_of(material()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        heads = [archive.read(n).decode() for n in archive.namelist() if "header" in n]
        feet = [archive.read(n).decode() for n in archive.namelist() if "footer" in n]
    assert any("HO-2026-TEST22" in one and "Restricted" in one for one in heads)
    assert any("PAGE" in one and "NUMPAGES" in one for one in feet)
    html = PAPERS["html"].sheet(EN, sheet_of(material())).decode()
    assert re.search(r"<thead><tr class=\"stamped\"><th[^>]*>.*?HO-2026-TEST22", html)
    assert "counter(pages)" in html


def test_a_line_leads_to_its_seconds():
    sheet = sheet_of(material((section("clean", 63, 70),)))
    to = "https://10.0.0.5:8501/session?session=ses-1&at=63.00"
    links = [a["href"] for name, a in tags(PAPERS["html"].sheet(EN, sheet)) if name == "a"]
    assert links == [to]
    data = PAPERS["docx"].sheet(EN, sheet)
    targets = [r.target_ref for r in docx.Document(io.BytesIO(data)).part.rels.values()
               if r.is_external]  # fmt: skip
    assert targets == [to]
    assert "[01:03–01:10]" in PAPERS["text"].sheet(EN, sheet).decode()
    assert stretch(63.0, proof()) == "01:03–01:09"


@pytest.mark.parametrize(
    ("address", "links", "codes"),
    [("", 0, 0), ("http://127.0.0.1:8501", 1, 0), ("https://sonmat.plant", 1, 1)],
)
def test_a_code_for_a_phone_stands_only_where_a_phone_can_follow_it(address, links, codes):
    found = tags(PAPERS["html"].sheet(EN, sheet_of(
        material((section("clean", 63, 70),), stamp=stamp(address=address)))))  # fmt: skip
    assert sum(name == "a" for name, _ in found) == links
    images = [a for name, a in found if name == "img"]
    assert len(images) == codes and all((a["src"] or "").startswith("data:") for a in images)


def test_a_page_asks_for_nothing():
    html = PAPERS["html"].sheet(KO, hostile("x"))
    assert not [n for n, _ in tags(html) if n in ("script", "link", "iframe", "form", "object")]
    assert b"url(" not in html and b"@import" not in html


def test_cards_and_findings_are_told_in_the_language_of_the_paper():
    made = sheet_of(material(units=(card("knack", "lean back", 1, 2),)))
    assert "요령: lean back" in PAPERS["text"].sheet(KO, made).decode()
    assert "Knack: lean back" in PAPERS["text"].sheet(EN, made).decode()
    gone = redline_of(material(findings=(Finding(kind="skipped", step_id="test"),)))
    assert "이 영상에서는 보이지 않습니다" in PAPERS["text"].redline(KO, gone).decode()


def test_a_refused_redline_is_the_written_procedure_and_an_accepted_one_the_proposed():
    data = PAPERS["docx"].redline(EN, redline("Flange"))
    refused, accepted = settled(data, keep="del"), settled(data, keep="ins")
    assert refused == [one.title for one in PROCEDURE.steps]
    assert accepted == [
        "Tighten the bolts crosswise", "Clean the sealing face", "Fit the gasket",
        "Grease the threads of the bolts",
    ]  # fmt: skip


def test_no_empty_line_is_left_of_a_line_that_was_refused():
    talk = (said(1, 3, "Always wipe towards yourself"),)
    made = redline_of(material((section("clean", 0, 10),), talk))
    root = document(PAPERS["docx"].redline(EN, made))
    lines = [p for p in root.iter(qn("w:p")) if p.find(qn("w:ins")) is not None]
    assert len(lines) == 1
    assert lines[0].find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:ins')}") is not None


def test_changes_name_who_proposes_them_and_have_numbers_of_their_own():
    root = document(PAPERS["docx"].redline(EN, redline("Flange")))
    changes = [*root.iter(qn("w:ins")), *root.iter(qn("w:del"))]
    ids = [one.get(qn("w:id")) for one in changes]
    assert len(set(ids)) == len(ids) > 4
    assert {one.get(qn("w:author")) for one in changes} == {"Sonmat"}
    assert not [one for one in root.iter(qn("w:del")) if list(one.iter(qn("w:t")))]


def test_in_html_and_text_a_change_is_told_by_more_than_its_colour():
    html = PAPERS["html"].redline(EN, redline("Flange")).decode()
    assert "<ins>" in html and "<del>" in html and "line-through" in html
    text = PAPERS["text"].redline(EN, redline("Flange")).decode()
    assert "[-Test for leaks-]" in text and "[+Grease the threads of the bolts+]" in text


def test_the_signature_that_counts_is_that_of_the_state_that_holds():
    at = datetime(2026, 5, 3, tzinfo=UTC)
    first = Signed(state="confirmed", actor="a", name="Kim", at=at, number=1)
    last = Signed(state="reviewed", actor="b", name="Han", at=at, number=2)
    session = Session(id="ses-1", number=1, procedure="p", expert="e", created_at=at)
    subject = Subject(session, Procedure(id="p", title="t"), Consent(), "Master Kim")
    chosen = HandoutSelection(session="ses-1")

    def made(*signed: Signed, state: str):
        approval = Approval.model_validate({"state": state, "signed": signed, "version": 2})
        found = stamp_of(subject, chosen, approval, "HO-1", at.date())
        return found.state, found.signed_by, found.version

    assert made(first, last, state="reviewed") == ("reviewed", "Han", 2)
    assert made(first, state="confirmed") == ("confirmed", "Kim", 2)
    assert made(state="draft") == ("draft", "", 2)
    assert made(first, state="reviewed") == ("draft", "", 2)  # nobody signed that


@pytest.mark.parametrize("text", ['"; } body { display: none', "\\", "</style>", "한글 1"])
def test_a_string_in_the_style_ends_where_it_should(text):
    inner = css_string(text)[1:-1]
    assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]+ )*", inner)
    assert re.sub(r"\\([0-9a-f]+) ", lambda m: chr(int(m[1], 16)), inner) == text


def shown(name: str, data: bytes) -> str:
    if name == "docx":
        return docx_text(data)
    text = data.decode()
    return re.sub(r"<[^>]*>", "", text.partition("<body>")[2]) if name == "html" else text


def docx_text(data: bytes) -> str:
    return "\n".join("".join(p.itertext()) for p in document(data).iter(qn("w:p"))) + "".join(
        p.text for p in docx.Document(io.BytesIO(data)).sections[0].header.paragraphs
    )


def document(data: bytes):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def settled(data: bytes, keep: str) -> list[str]:
    """Titles as they are after all changes were accepted (``ins``) or refused (``del``)."""
    gone = qn("w:ins") if keep == "del" else qn("w:del")
    titles = []
    for row in document(data).iter(qn("w:tr")):
        properties = row.find(qn("w:trPr"))
        cell = row.findall(qn("w:tc"))[1]
        if properties is not None and properties.find(gone) is not None:
            continue
        first = cell.find(qn("w:p"))
        assert first is not None
        kept = [one for one in first if one.tag != gone]
        titles.append("".join(t.text or "" for one in kept for t in one.iter()
                              if t.tag in (qn("w:t"), qn("w:delText"))))  # fmt: skip
    return titles[1:]
