"""How people sign in and out: a few pages without Streamlit, which knows nobody before they are in.

``/sign-in`` asks for name and password, ``/password`` takes a code and a new password, ``/account``
is where somebody changes theirs and signs out, ``/end-consent`` ends consent with the code that
stands on the expert's copy, without an account. Forms are plain ones; they are taken from our own
pages only, which browsers tell in ``Sec-Fetch-Site``. ``/sign-in/here`` lets an open page see that
it is no longer who it was.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from app import context, visits
from app.answers import answering
from app.assets import text_of
from app.entrance import cookies, ending, forms, oidc, paper
from app.lan.paper import language_of
from capture import signins
from capture.site import Site
from capture.tries import Tries
from data_schemas.errors import Denied, SonmatError, TextError
from data_schemas.rights import Actor

SIGN_IN, PASSWORD, ACCOUNT = "/sign-in", "/password", "/account"
HERE, OUT, OUT_EVERYWHERE = f"{SIGN_IN}/here", "/sign-out", "/sign-out/everywhere"
LOOK, SCRIPT = f"{SIGN_IN}/look.css", f"{SIGN_IN}/entrance.js"
END = ending.PATH
PATHS = frozenset({SIGN_IN, PASSWORD, ACCOUNT, HERE, OUT, OUT_EVERYWHERE, LOOK, SCRIPT, END})
QUIET = {"cache-control": "no-store"}
# A page of ours with what stands behind it; nothing that leads to another host.
_BACK = re.compile(r"/(?:[a-z]{1,20})?(?:\?[A-Za-z0-9_=&.,%+-]{0,300})?")
Browser = Callable[[Scope], str | None]


@dataclass(frozen=True)
class Visitor:
    """``browser`` is what a sign-in is bound to, ``who`` somebody who has signed in."""

    site: Site
    browser: str
    who: Actor | None
    held: str | None


def way_back(asked: str) -> str:
    """Where to go once somebody has signed in: a page of ours, else the first one."""
    return asked if _BACK.fullmatch(asked) and asked[1:9] != "sign-in" else "/"


def app(browser: Browser) -> Starlette:
    """Its routes are exactly ``PATHS``. ``browser`` is the gate's, which let the request in."""
    desk = _Desk(browser)
    return Starlette(
        routes=[
            Route(SIGN_IN, answering(desk.ask), methods=["GET"]),
            Route(SIGN_IN, answering(desk.sign_in), methods=["POST"]),
            Route(HERE, answering(desk.here), methods=["GET"]),
            Route(PASSWORD, answering(desk.ask_code), methods=["GET"]),
            Route(PASSWORD, answering(desk.choose), methods=["POST"]),
            Route(ACCOUNT, answering(desk.account), methods=["GET"]),
            Route(ACCOUNT, answering(desk.change), methods=["POST"]),
            Route(OUT, answering(desk.out), methods=["POST"]),
            Route(OUT_EVERYWHERE, answering(desk.out_everywhere), methods=["POST"]),
            Route(END, answering(desk.ask_end), methods=["GET"]),
            Route(END, answering(desk.end), methods=["POST"]),
            Route(LOOK, _file("look.css", "text/css"), methods=["GET"]),
            Route(SCRIPT, _file("entrance.js", "text/javascript"), methods=["GET"]),
        ]
    )


class _Desk:
    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    async def ask(self, request: Request) -> Response:
        return await run_in_threadpool(self._ask, request)

    async def sign_in(self, request: Request) -> Response:
        form = await forms.read(request)
        return await run_in_threadpool(self._sign_in, request, form)

    async def here(self, request: Request) -> Response:
        """Whose page this is, as a word that says nothing; an open page compares it."""
        visitor = await run_in_threadpool(self._visitor, request, False)
        who = visitor.who.id if visitor.who else ""
        return JSONResponse({"here": visits.tag_of(visitor.site, who)}, headers=QUIET)

    async def ask_code(self, request: Request) -> Response:
        return _page(request, paper.choosing(language_of(request)))

    async def choose(self, request: Request) -> Response:
        form = await forms.read(request)
        return await run_in_threadpool(self._choose, request, form)

    async def account(self, request: Request) -> Response:
        return await run_in_threadpool(self._account, request, None)

    async def change(self, request: Request) -> Response:
        form = await forms.read(request)
        return await run_in_threadpool(self._change, request, form)

    async def out(self, request: Request) -> Response:
        await forms.read(request)
        return await run_in_threadpool(self._out, request, False)

    async def out_everywhere(self, request: Request) -> Response:
        await forms.read(request)
        return await run_in_threadpool(self._out, request, True)

    async def ask_end(self, request: Request) -> Response:
        return _page(request, ending.asking(language_of(request)))

    async def end(self, request: Request) -> Response:
        form, tongue = await forms.read(request), language_of(request)
        html, status = await run_in_threadpool(ending.asked, context.site(), tongue, form)
        return _page(request, html, status)

    def _ask(self, request: Request) -> Response:
        visitor = self._visitor(request)
        to = way_back(request.query_params.get("to", "/"))
        if visitor.who is not None or not signins.are_asked(visitor.site):
            came = self._from_provider(request, visitor, to)
            return came or RedirectResponse(_with_language(request, to), 303, QUIET)
        return self._from_provider(request, visitor, to) or self._asking(request, to, None)

    def _from_provider(self, request: Request, visitor: Visitor, to: str) -> Response | None:
        """Somebody who has just come back from OpenID Connect is let in here."""
        values = oidc.values_of(visitor.site, request.cookies)
        if values is None:
            return None
        try:
            held = signins.by_claim(visitor.site, values, visitor.browser)
        except Denied as error:
            refused = self._asking(request, to, error)
            return _without_providers_cookies(request, refused)
        # A strict cookie is sent on no way that began at another site: a new one begins here.
        answer = _page(request, paper.going_on(language_of(request), to))
        _let_in(request, visitor, answer, held)
        return _without_providers_cookies(request, answer)

    def _sign_in(self, request: Request, form: dict[str, str]) -> Response:
        visitor = self._visitor(request)
        name, to = form.get("name", ""), way_back(form.get("to", "/"))
        try:
            with _counted(visitor, name):
                held = signins.sign_in(
                    visitor.site, name, form.get("password", ""), visitor.browser
                )
        except Denied as error:
            return self._asking(request, to, error, name[:256])
        answer = RedirectResponse(_with_language(request, to), 303, QUIET)
        return _let_in(request, visitor, answer, held)

    def _choose(self, request: Request, form: dict[str, str]) -> Response:
        visitor, tongue = self._visitor(request), language_of(request)
        code = form.get("code", "")
        try:
            with _counted(visitor, "", forgets=False):
                forms.same_twice(form)
                held = signins.choose_password(
                    visitor.site, code, form.get("password", ""), visitor.browser
                )
        except (Denied, TextError) as error:
            return _page(request, paper.choosing(tongue, error, code), _status(error))
        answer = RedirectResponse(_with_language(request, "/"), 303, QUIET)
        return _let_in(request, visitor, answer, held)

    def _account(self, request: Request, error: SonmatError | None) -> Response:
        visitor, tongue = self._visitor(request), language_of(request)
        if visitor.who is None:
            return RedirectResponse(_with_language(request, "/"), 303, QUIET)
        name = signins.name_of(visitor.site, visitor.who.id)
        return _page(request, paper.account(tongue, name, visitor.who, error), _status(error))

    def _change(self, request: Request, form: dict[str, str]) -> Response:
        visitor = self._visitor(request)
        if visitor.who is None:
            raise Denied(signins.OVER)
        who = visitor.who.id
        try:
            with _counted(visitor, who, forgets=False):
                forms.same_twice(form)
                old, new = form.get("old", ""), form.get("password", "")
                held = signins.change_password(visitor.site, who, old, new, visitor.browser)
        except (Denied, TextError) as error:
            return self._account(request, error)
        answer = RedirectResponse(_with_language(request, "/"), 303, QUIET)
        return _let_in(request, visitor, answer, held)

    def _out(self, request: Request, everywhere: bool) -> Response:
        visitor = self._visitor(request)
        if visitor.who is not None and everywhere:
            signins.end_everywhere(visitor.site, visitor.who.id)
        elif visitor.held is not None:
            signins.end(visitor.site, visitor.held)
        answer = RedirectResponse(_with_language(request, SIGN_IN), 303, QUIET)
        answer.headers.append("set-cookie", cookies.end(visitor.site, request.scope))
        return answer

    def _visitor(self, request: Request, is_use: bool = True) -> Visitor:
        browser, site = self._browser(request.scope), context.site()
        if browser is None:
            raise Denied("Not allowed: this device is not paired. Open /pair and enter the code.")
        held, who = cookies.held(site, request.scope), None
        if held is not None:
            try:
                who = signins.recognise(site, held, browser, is_use=is_use)
            except Denied:
                held = None
        return Visitor(site, browser, who, held)

    def _asking(self, request: Request, to: str, error: Denied | None, name: str = "") -> Response:
        provider = oidc.provider_of(context.site().settings)
        company = (oidc.way_there(), provider.label) if provider else None
        about = paper.Asking(to, name, company)
        return _page(request, paper.asking(language_of(request), about, error), _status(error))


@contextmanager
def _counted(visitor: Visitor, name: str, forgets: bool = True) -> Iterator[None]:
    """A try of ``name`` counts if it is denied; ``forgets``: one that is right clears the others.

    Raises TooMany, and then nothing was tried.
    """
    tries = Tries(visitor.site)
    made = tries.begin(name, visitor.browser)
    try:
        yield
    except TextError:
        tries.void(made)
        raise
    if forgets:
        tries.right(made, name, visitor.browser)
    else:
        tries.void(made)


def _let_in(request: Request, visitor: Visitor, answer: Response, held: str) -> Response:
    """Give the browser its new value; the one it had before is worth nothing any more."""
    if visitor.held is not None:
        signins.end(visitor.site, visitor.held)
    answer.headers.append("set-cookie", cookies.header(visitor.site, request.scope, held))
    return answer


def _without_providers_cookies(request: Request, answer: Response) -> Response:
    for name in request.cookies:
        if name.startswith(oidc.COOKIE):
            answer.delete_cookie(name, path="/")
    return answer


def _page(request: Request, html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, {**QUIET, "vary": "accept-language"})


def _status(error: SonmatError | None) -> int:
    if error is None:
        return 200
    return {"TooMany": 429, "TextError": 400}.get(type(error).__name__, 403)


def _with_language(request: Request, path: str) -> str:
    """Keep the language that was chosen on the way."""
    if "lang" not in request.query_params or "lang=" in path:
        return path
    return f"{path}{'&' if '?' in path else '?'}lang={language_of(request)}"


def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    shared = text_of("app.lan", "look.css") if name == "look.css" else ""
    text = shared + text_of("app.entrance", name)

    async def serve(_request: Request) -> Response:
        return Response(text, media_type=kind)

    return serve
