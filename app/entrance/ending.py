"""Ending consent with the code on the expert's copy, for somebody who has no account.

The paper promises it: no account, no reason. It takes two steps, as on the page inside: what the
code ends is shown first, and nothing is erased before somebody says that they are sure.
"""

from __future__ import annotations

from html import escape

from app import problems
from app.entrance.paper import FILES
from app.lan.paper import element, page
from app.language import speaking, translations
from app.pages.parts.handouts import recall
from capture.site import Site
from data_schemas.errors import SonmatError
from pipelines.withdraw import Ending, Receipt, preview_code, withdraw_by_code

PATH = "/end-consent"


def asked(site: Site, language: str, form: dict[str, str]) -> tuple[str, int]:
    """The next page, and its status."""
    code = form.get("code", "")
    try:
        if form.get("sure") == "yes":
            return _ended(language, withdraw_by_code(site, code)), 200
        return _confirming(language, code, preview_code(site, code)), 200
    except SonmatError as error:
        return asking(language, error), 403


def asking(language: str, error: SonmatError | None = None) -> str:
    _ = translations(language).gettext
    about = _("With the code on the expert's copy. No reason is asked; somebody else may enter it.")
    told = ""
    if error is not None:
        with speaking(language):
            told = element("p", problems.told(error), 'class="card bad" role="alert"')
    body = f"""{element("p", about)}{told}
<form class="card" method="post" action="{PATH}?lang={language}">
<label>{escape(_("Code"))}<input name="code" required maxlength="80" autocomplete="off"
 autocapitalize="characters" spellcheck="false" placeholder="ABCD-EFGH-JKLM-2345"></label>
<button>{escape(_("See what it ends"))}</button>
</form>"""
    return _whole(language, body)


def _confirming(language: str, code: str, ends: Ending) -> str:
    speak = translations(language)
    _ = speak.gettext
    if not ends.sessions and not ends.everything:
        again = _("Consent was withdrawn before; nothing is kept any more.")
        return _whole(language, element("p", again, 'class="card good"'))
    count = len(ends.sessions)
    erases = speak.ngettext(
        "This erases {n} work session, for good:", "This erases {n} work sessions, for good:", count
    ).format(n=count)
    lines = [
        f"{_('No. {n}').format(n=number)} · {at:%Y-%m-%d}"
        for number, at in zip(ends.sessions, ends.days, strict=True)
    ]
    if ends.everything:
        lines.append(_("And the expert's entry in the programme, with their name and jobs."))
    sure = _("Yes, erase all of it. Nobody can bring it back.")
    body = f"""<form class="card" method="post" action="{PATH}?lang={language}">
{element("p", erases)}<ul>{"".join(element("li", line) for line in lines)}</ul>
<input type="hidden" name="code" value="{escape(code)}">
<label class="tick"><input type="checkbox" name="sure" value="yes" required> {escape(sure)}</label>
<button>{escape(_("Withdraw consent and erase"))}</button>
</form>"""
    return _whole(language, body)


def _ended(language: str, receipt: Receipt) -> str:
    speak = translations(language)
    done = speak.gettext(
        "Consent is withdrawn. The recordings and everything made from them are erased."
    )
    body = element("p", done, 'class="card good" role="status"')
    if receipt.releases_to_recall:
        body += element(
            "p",
            speak.ngettext(
                "{n} dataset release holds some of it: ask everybody who has it to delete it.",
                "{n} dataset releases hold some of it: ask everybody who has them to delete them.",
                len(receipt.releases_to_recall),
            ).format(n=len(receipt.releases_to_recall)),
            'class="card"',
        )
    if receipt.handouts_to_recall:
        with speaking(language):
            body += element("p", recall(receipt.handouts_to_recall), 'class="card"')
    return _whole(language, body)


def _whole(language: str, body: str) -> str:
    _ = translations(language).gettext
    title = _("Withdraw consent")
    back = f'<p class="soft"><a href="/sign-in?lang={language}">{escape(_("Sign in"))}</a></p>'
    return page(language, title, f"{element('h1', title)}{body}{back}", FILES)
