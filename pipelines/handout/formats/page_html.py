"""A page that stands alone: one file, no script, no request, printed on A4."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno

from capture.formats.markup import Html, tag, void
from data_schemas.handout import Proof, Stamp
from pipelines.handout.say import Say, clock, footing, link, origin, plain, standing, stretch
from pipelines.handout.say import withheld as told_withheld

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def page(_: Say, stamp: Stamp, title: str, *body: Html, withheld: bool = False) -> bytes:
    """The whole file. ``body`` comes below the head that says what it is and who stands for it."""
    head = tag(
        "head",
        void("meta", charset="utf-8"),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="referrer", content="no-referrer"),
        tag("title", f"{title} · {plain(stamp.title)}"),
        tag("style", Html(STYLE + _margins(_, stamp))),
    )
    state = "draft" if stamp.state == "draft" else "signed"
    top = tag(
        "header",
        tag("p", title, class_="what"),
        tag("h1", words(stamp.title)),
        tag("p", words(standing(_, stamp)), class_=f"standing {state}"),
        tag("p", words(footing(_, stamp)), class_="foot"),
        tag("p", words(origin(_, stamp)), class_="small"),
        tag("p", told_withheld(_), class_="small") if withheld else None,
    )
    whole = tag("html", head, tag("body", tag("main", top, *body)), lang=stamp.language)
    return f"<!doctype html>\n{whole}\n".encode()


def words(text: str) -> Html:
    """What people wrote or said, in its own direction, whatever stands around it."""
    return tag("bdi", plain(text), dir="auto")


def stamped(_: Say, stamp: Stamp, columns: int) -> Html:
    """The first row of a table's head: browsers repeat it on every page that is printed."""
    cell = tag("th", words(footing(_, stamp)), colspan=str(columns), class_="stamp", scope="col")
    return tag("tr", cell, class_="stamped")


def columns(*widths: str) -> Html:
    """Widths of a table's columns, "" for what is left."""
    return tag(
        "colgroup", *(void("col", style=f"width:{one}") if one else void("col") for one in widths)
    )


def seconds(_: Say, stamp: Stamp, proof: Proof) -> Html:
    """When something is seen or said, a link where this site can be reached."""
    if proof.at_s is None:
        return tag("span", _("told afterwards"), class_="at")
    text = stretch(proof.at_s, proof)
    doubt = None if proof.sure else tag("span", f" ({_('not sure')})", class_="doubt")
    to = link(stamp, proof.at_s, proof.session)
    shown = tag("a", text, href=to) if to else tag("span", text)
    return tag("span", shown, doubt, class_="at")


def quote(_: Say, stamp: Stamp, proof: Proof) -> Html:
    return tag(
        "p", tag("q", words(proof.text)), Html(" "), seconds(_, stamp, proof), class_="quote"
    )


def qr(_: Say, stamp: Stamp, proof: Proof) -> Html | None:
    """The link for a phone; none where only this machine could follow it."""
    if proof.at_s is None or urlsplit(stamp.address).hostname in {None, *HERE}:
        return None
    code = segno.make(link(stamp, proof.at_s), error="m", micro=False)
    label = _("Plays {time} in Sonmat").format(time=clock(proof.at_s))
    return void("img", src=code.svg_data_uri(border=2, scale=3), alt=label, class_="qr")


def _margins(_: Say, stamp: Stamp) -> str:
    """Number, class and page at the foot of every printed page."""
    foot = f"{stamp.number or _('Preview')} · {standing(_, stamp)}"
    return (
        "@page { @bottom-left { content: " + css_string(plain(foot)) + "; }"
        ' @bottom-right { content: counter(page) " / " counter(pages); } }'
    )


def css_string(text: str) -> str:
    """A string of CSS in which nothing but letters and digits stands as itself."""
    return '"' + "".join(s if s.isascii() and s.isalnum() else f"\\{ord(s):x} " for s in text) + '"'


STYLE = """
@page { size: A4; margin: 14mm 14mm 16mm; font: 8pt "Noto Sans KR", "Noto Sans CJK KR",
  "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic", sans-serif; color: #333; }
* { box-sizing: border-box; }
body { margin: 0; background: #ecebe6; color: #111; font: 10.5pt/1.5 "Noto Sans KR",
  "Noto Sans CJK KR", "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic", system-ui, sans-serif;
  word-break: keep-all; overflow-wrap: anywhere; }
main { background: #fff; width: 210mm; max-width: 100%; margin: 14px auto; padding: 12mm 14mm; }
header { border-bottom: .6mm solid #111; margin-bottom: 4mm; padding-bottom: 2mm; }
.what { margin: 0; font-weight: 700; color: #0b5d57; }
h1 { font-size: 18pt; line-height: 1.25; margin: 0 0 1mm; }
h2 { font-size: 12pt; margin: 5mm 0 1mm; }
p { margin: 0 0 1mm; }
.standing { font-size: 15pt; font-weight: 700; line-height: 1.3; }
.draft { color: #9a1b1b; }
.signed { color: #0b5d57; }
.foot { font-weight: 600; }
.small { font-size: 8.5pt; color: #4a4a4a; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 1.4mm 2mm; border: .25mm solid #8a8a8a; }
thead th { background: #e9f0ee; font-size: 9.5pt; }
.stamped { display: none; }
thead .stamp { background: none; border: 0; padding: 0 0 1mm; font-size: 8pt; font-weight: 400;
  color: #4a4a4a; }
tbody.step { break-inside: avoid; border-top: .7mm solid #333; }
.no { width: 9mm; text-align: center; font-weight: 700; }
.title { font-weight: 700; }
.inside { font-size: 8.5pt; color: #4a4a4a; }
.at { font-size: 8.5pt; white-space: nowrap; font-variant-numeric: tabular-nums; color: #4a4a4a; }
.at a { color: #0b4f8a; }
.doubt { color: #8a4b00; }
.label { font-weight: 700; color: #8a4b00; }
.by { color: #4d4d4d; }
.said { background: #faf9f5; }
.said .name { font-size: 8.5pt; font-weight: 700; color: #4a4a4a; margin: 0; }
.quote { margin: 0 0 .6mm; }
.note { margin: .6mm 0 0; color: #8a4b00; }
.qr { width: 17mm; height: 17mm; display: block; margin-top: 1mm; }
ins { color: #0a5c1f; text-decoration: underline; text-decoration-thickness: .5mm; }
del { color: #a01818; text-decoration: line-through; text-decoration-thickness: .4mm; }
ol, ul { margin: .5mm 0; padding-left: 5mm; }
@media print {
  body { background: #fff; font-size: 9.5pt; line-height: 1.4; }
  main { width: auto; margin: 0; padding: 0; }
  th, td { padding: 1mm 1.6mm; }
  .stamped { display: table-row; }
  .at a { color: #4a4a4a; text-decoration: none; }
}
@media screen and (max-width: 700px) { main { padding: 16px; margin: 0; } }
"""
