"""A catalogue as one plain page that opens from a file: no script, nothing fetched. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from data_schemas.catalogue import Catalogue, Offering
from pipelines.deidentify.report import CLASSES, PURPOSES
from pipelines.deidentify.say import Say

LOOK = """
body { font: 16px/1.55 "Noto Sans KR", "Nanum Gothic", system-ui, sans-serif; color: #1d2322;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; background: #fff; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.15rem; margin: 0; }
a { color: #0b5d57; } nav { float: right; }
article { border: 1px solid #cfd6d4; border-radius: .5rem; padding: 1rem 1.2rem; margin: 1rem 0; }
dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .15rem 1rem;
  margin: .6rem 0 0; }
dt { color: #565b58; } dd { margin: 0; overflow-wrap: anywhere; }
.recalled { border-color: #b3261e; } .recalled strong { color: #b3261e; }
code { font-size: .85em; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
"""
PAGES = {"en": "index.html", "ko": "index.ko.html"}
NAMES = {"en": "English", "ko": "한국어"}
# An own page may not be made to fetch anything either, by whatever stands in a name.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(catalogue: Catalogue, say: Say, language: str) -> str:
    """HTML in the language of ``say``; whatever people wrote in it stays words."""
    _ = say
    title = _("Data library")
    other = next(name for name in PAGES if name != language)
    count = len(catalogue.offerings)
    body = "\n".join(_article(_, one) for one in catalogue.offerings)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}: {escape(catalogue.publisher)}</title>
<style>{LOOK}</style>
</head>
<body>
<nav><a href="{PAGES[other]}" lang="{other}">{NAMES[other]}</a></nav>
<main>
<h1>{escape(title)}</h1>
<p>{escape(catalogue.publisher)} · {escape(_("Datasets: {n}").format(n=count))}
· <a href="catalogue.jsonld">DCAT</a></p>
<p>{escape(_("They are not open to the public by being listed here: ask the site for one."))}</p>
{body}
</main>
</body>
</html>
"""


def _article(_: Say, one: Offering) -> str:
    rows = "\n".join(
        f"<dt>{escape(what)}</dt><dd>{value}</dd>" for what, value in _rows(_, one) if value
    )
    recall = (
        f"<p><strong>{escape(_('Recalled: whoever has a copy deletes it.'))}</strong></p>"
        if one.recalled
        else ""
    )
    heading = f"{escape(one.name)} · {escape(_('Version {n}').format(n=one.version))}"
    kind = ' class="recalled"' if one.recalled else ""
    return f'<article id="{one.id}"{kind}>\n<h2>{heading}</h2>\n{recall}<dl>\n{rows}\n</dl>\n' \
        "</article>"  # fmt: skip


def _rows(_: Say, one: Offering) -> Iterator[tuple[str, str]]:
    """(what, HTML)"""
    yield _("Published by"), escape(one.publisher)
    yield _("Made on"), f"{one.issued:%Y-%m-%d}"
    yield _("Formats"), escape(", ".join(one.formats))
    content = _("step sections: {rows}, work sessions: {sessions}")
    yield _("Content"), escape(content.format(rows=one.rows, sessions=one.sessions))
    if one.terms is not None:
        unsaid = _("not stated")
        yield _("Licence"), escape(", ".join(one.terms.licences) or unsaid)
        yield _("Protection"), escape(_(CLASSES[one.terms.protection_class]))
        purposes = ", ".join(_(PURPOSES[purpose]) for purpose in one.terms.purposes)
        yield _("Agreed purposes"), escape(purposes or _("none"))
        yield _("To be deleted after"), str(one.terms.until or "")
        if one.terms.synthetic:
            yield _("Origin"), escape(_("made up for demonstration, no real work"))
    yield _("Number"), f"<code>{one.id}</code>"
    yield _("Check sum (SHA-256 of the list of files)"), f"<code>{one.digest}</code>"
    yield "Croissant", f'<a href="croissant/{one.id}.json">{one.id}.json</a>'
