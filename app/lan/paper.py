"""Pages that Streamlit does not draw, such as those for a device that is not let in yet."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.lan.guides import GUIDES, Guide
from app.lan.served import Lan
from app.language import DEFAULT, NAMES, translations
from data_schemas.device import DeviceKind

Speak = Callable[[str], str]


def language_of(request: Request) -> str:
    """The one named in the address, else the first that the browser asks for, else English."""
    chosen = request.query_params.get("lang", "")
    if chosen in NAMES:
        return chosen
    told = request.headers.get("accept-language", "").split(",")
    spoken = (part.partition(";")[0].partition("-")[0].strip().lower() for part in told)
    return next((language for language in spoken if language in NAMES), DEFAULT)


def answer(html: str) -> HTMLResponse:
    return HTMLResponse(html, headers={"cache-control": "no-store", "vary": "accept-language"})


def pairing(language: str, address: str) -> str:
    """The page that asks for the code."""
    _ = translations(language).gettext
    title = _("Let this device in")
    how = _(
        "The machine at {address} shows a code of eight letters and digits, in the window in which"
        " Sonmat was started and on its page “Tablets”. Scan the QR code there, or type the code"
        " here."
    )
    then = _(
        "A device that was let in can record, and read and play what was recorded, for 30 days or"
        " until it is sent away."
    )
    body = f"""{element("h1", title)}
{element("p", how.format(address=address))}
<form class="card" method="post" autocomplete="off">
<label>{escape(_("Code"))}<input name="code" required maxlength="16" autocapitalize="characters"
 autocomplete="off" autocorrect="off" spellcheck="false" placeholder="ABCD-EFGH"
 aria-describedby="told"></label>
<button>{escape(title)}</button>
</form>
<div id="told" role="alert">{_refusals(_)}</div>
{element("p", then, 'class="soft"')}"""
    return page(language, title, body, ("/pair/look.css", "/pair/pair.js"))


def _refusals(_: Speak) -> str:
    told = {
        "wrong": _("This code is wrong or too old. Ask for a new one at the machine."),
        "wait": _("Too many wrong codes were entered. Wait a minute, then try again."),
        "lost": _("The machine does not answer. Is this device still on its network?"),
    }
    return "".join(
        element("p", text, f'class="card bad" data-told="{key}" hidden')
        for key, text in told.items()
    )


def trust(language: str, lan: Lan, host: str, kind: DeviceKind) -> str:
    """The page that explains how to trust the certificate; ``host`` is how it was called."""
    _ = translations(language).gettext
    app_url = f"https://{host}:{lan.ports.app}"
    title = _("Trust the certificate of this site")
    why = _(
        "A browser gives camera and microphone only to a page whose line is secured by a"
        " certificate. This site made one of its own; each device must be told once to trust it."
    )
    compare = _(
        "The window in which Sonmat was started shows the same number. If it is another one,"
        " somebody stands in between: stop here and ask whoever runs Sonmat."
    )
    names = _(
        "Names in the settings may differ a little on your device. The certificate can speak for"
        " addresses of this network only, not for sites of the internet."
    )
    body = f"""{element("h1", title)}
{element("p", why)}
<div role="status">{_states(_, app_url)}</div>
{element("h2", _("1. Compare the check number"))}
{element("p", compare)}
<code class="number">{lan.certificates.digest.replace(":", ":<wbr>")}</code>
{element("h2", _("2. Trust the certificate"))}
{element("p", names, 'class="soft"')}
{"".join(_guide(_, guide, kind in guide.kinds) for guide in GUIDES)}"""
    return page(language, title, body, ("/look.css", "/trust.js"), f"{app_url}/trusted.json")


def _states(_: Speak, app_url: str) -> str:
    """What the script may find out; one is shown at a time."""
    onward = f'<a class="button" href="{escape(app_url)}/pair">{escape(_("Go on to Sonmat"))}</a>'
    again = f'<button class="quiet" data-again>{escape(_("Check again"))}</button>'
    yet = _("This device does not trust the certificate yet. Do the two steps below once.")
    states = (
        ("looking", "", _("Looking whether this device trusts the certificate…"), ""),
        ("trusted", "good", _("This device trusts the certificate."), onward),
        ("not", "bad", yet, again),
    )
    return "".join(
        f'<div class="card {look}" data-state="{key}"{"" if key == "looking" else " hidden"}>'
        f"{element('p', text)}{more}</div>"
        for key, look, text, more in states
    )


def _guide(_: Speak, guide: Guide, is_open: bool) -> str:
    steps = "".join(element("li", _(step)) for step in guide.steps)
    return f"""<details{" open" if is_open else ""}>{element("summary", _(guide.title))}
<div><p><a class="button quiet" href="{guide.file}">{escape(_("Download the certificate"))}</a></p>
<ol>{steps}</ol></div></details>
"""


def element(tag: str, text: str, attributes: str = "") -> str:
    return f"<{' '.join((tag, attributes)).rstrip()}>{escape(text)}</{tag}>"


def page(language: str, title: str, body: str, files: tuple[str, str], tried: str = "") -> str:
    """A whole page without Streamlit. ``files``: look and script.

    ``tried``: what the script asks to see whether TLS works.
    """
    _ = translations(language).gettext
    look, script = files
    here = {language: ' aria-current="true"'}
    ways = "".join(
        f'<a href="?lang={code}" lang="{code}"{here.get(code, "")}>{name}</a>'
        for code, name in NAMES.items()
    )
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · Sonmat</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{look}">
<script src="{script}" defer></script></head>
<body data-try="{escape(tried)}"><main>
<header><b>손맛 Sonmat</b><nav aria-label="{escape(_("Language"))}">{ways}</nav></header>
{body}
</main></body></html>
"""
