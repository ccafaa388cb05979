"""The pages on which people sign in, choose a password, and sign out."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from app import problems
from app.lan.paper import element, page
from app.language import speaking, translations
from app.plain import ACCOUNT_ROLES
from capture.passwords import SHORTEST
from data_schemas.errors import SonmatError
from data_schemas.rights import Actor

FILES = ("/sign-in/look.css", "/sign-in/entrance.js")


@dataclass(frozen=True)
class Asking:
    """What the page that asks who is there knows already.

    ``to``: where to go then. ``name``: what was typed before. ``company``: where the company's own
    sign-in begins, and what it is called ("" for none).
    """

    to: str = "/"
    name: str = ""
    company: tuple[str, str] | None = None


def asking(language: str, about: Asking, error: SonmatError | None = None) -> str:
    _ = translations(language).gettext
    title = _("Sign in")
    body = f"""{element("h1", title)}
{_company(language, about.company)}
{_told(language, error)}
<form class="card" method="post" action="/sign-in?lang={language}">
{_field(_("Name"), "name", "text", "username", value=about.name)}
{_field(_("Password"), "password", "password", "current-password")}
<input type="hidden" name="to" value="{escape(about.to)}">
<button>{escape(title)}</button>
</form>
{
        element(
            "p",
            _(
                "Forgotten, or here for the first time? Whoever looks after accounts gives you a"
                " code for a new password."
            ),
            'class="soft"',
        )
    }
<p class="soft"><a href="/password?lang={language}">{escape(_("I have a code"))}</a><br>
<a href="/end-consent?lang={language}">{escape(_("Withdraw consent"))}</a></p>"""
    return page(language, title, body, FILES)


def choosing(language: str, error: SonmatError | None = None, code: str = "") -> str:
    _ = translations(language).gettext
    title = _("Choose a password")
    body = f"""{element("h1", title)}
{_told(language, error)}
<form class="card" method="post" action="/password?lang={language}">
{_code(_("Code"), code)}
{_new_password(language)}
<button>{escape(_("Keep it and sign in"))}</button>
</form>
<p class="soft"><a href="/sign-in?lang={language}">{escape(_("Sign in"))}</a></p>"""
    return page(language, title, body, FILES)


def account(language: str, name: str, who: Actor, error: SonmatError | None) -> str:
    _ = translations(language).gettext
    title = _("My account")
    roles = "".join(
        element("li", _(text)) for role, text in ACCOUNT_ROLES.items() if role in who.roles
    )
    body = f"""{element("h1", title)}
<div class="card"><p><b>{escape(name)}</b></p><ul>{roles}</ul></div>
<div class="row">{_button("/sign-out", language, _("Sign out"))}
{_button("/sign-out/everywhere", language, _("Sign out on all devices"), "quiet")}</div>
{element("h2", _("Change the password"))}
{_told(language, error)}
<form class="card" method="post" action="/account?lang={language}">
{_field(_("Old password"), "old", "password", "current-password")}
{_new_password(language)}
<button>{escape(_("Change it"))}</button>
</form>
{element("p", _("Every other device is signed out by this."), 'class="soft"')}
<p class="soft"><a href="/?lang={language}">{escape(_("Back to Sonmat"))}</a></p>"""
    return page(language, title, body, FILES)


def going_on(language: str, to: str) -> str:
    _ = translations(language).gettext
    title = _("You are signed in")
    body = f"""{element("h1", title)}
<p><a class="button" data-onward href="{escape(to)}">{escape(_("Go on to Sonmat"))}</a></p>"""
    return page(language, title, body, FILES)


def _company(language: str, company: tuple[str, str] | None) -> str:
    if company is None:
        return ""
    _ = translations(language).gettext
    way, name = company
    label = (
        _("Sign in with {name}").format(name=name)
        if name
        else _("Sign in with the company account")
    )
    return f"""<p><a class="button" href="{escape(way)}">{escape(label)}</a></p>
{element("p", _("or"), 'class="or"')}"""


def _told(language: str, error: SonmatError | None) -> str:
    if error is None:
        return ""
    with speaking(language):
        return element("p", problems.told(error), 'class="card bad" role="alert"')


def _new_password(language: str) -> str:
    _ = translations(language).gettext
    hint = _("At least {n} characters. A few words that do not belong together are good.").format(
        n=SHORTEST
    )
    return _field(_("New password"), "password", "password", "new-password", hint) + _field(
        _("The same once more"), "again", "password", "new-password"
    )


def _code(label: str, value: str) -> str:
    return f"""<label>{escape(label)}<input name="code" required maxlength="40"
 autocapitalize="characters" autocomplete="one-time-code" autocorrect="off" spellcheck="false"
 placeholder="ABCD-EFGH-JKLM-2345" value="{escape(value)}"></label>"""


def _field(label: str, name: str, kind: str, fills: str, hint: str = "", value: str = "") -> str:
    below = element("span", hint, 'class="hint"') if hint else ""
    filled = f' value="{escape(value)}"' if value else ""
    return f"""<label>{escape(label)}<input name="{name}" type="{kind}"{filled} required
 maxlength="256" autocomplete="{fills}" autocapitalize="none" spellcheck="false">{below}</label>"""


def _button(action: str, language: str, label: str, look: str = "") -> str:
    return (
        f'<form method="post" action="{action}?lang={language}">'
        f'<button class="{look}">{escape(label)}</button></form>'
    )
