"""Sheets of paper: ``GET /print/<what>?t=<token>&lang=ko``, pages of their own without the app.

What stands on them is made on the way and kept nowhere. A link is good for one sheet; withdrawal
codes stand in no link, only on the sheet.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app import catalogue, context, language, tokens
from app.answers import Endpoint, answering
from app.assets import text_of
from app.kept import Kept
from app.prints import consent as papers
from app.prints.council import council
from app.prints.diagram import diagram
from app.prints.html import Say
from app.prints.programme import programme
from capture import consent, jobs, people, procedures, sessions
from capture.site import Site
from capture.texts import LANGUAGES, NEWEST, consent_text
from capture.texts import text_of as signed_text
from capture.withdrawal import Slip
from data_schemas.errors import UnknownError
from data_schemas.rights import Actor
from pipelines.programme import desk

PRINT = "print"
_SLIP: TypeAdapter[tuple[str, Slip]] = TypeAdapter(tuple[str, Slip])
# (session, its codes), until they are printed.
SLIPS: Kept[tuple[str, Slip]] = Kept(
    "slip", _SLIP.dump_json, _SLIP.validate_json, lambda found: found[0]
)
Draw = Callable[[Site, Actor, Request, str], str]
NO_STORE = {"cache-control": "no-store"}


def print_url(token: str, lang: str, *what: str, slip: str = "") -> str:
    """Where a sheet is; ``token`` is minted for ``PRINT`` and the same names."""
    behind = f"&slip={slip}" if slip else ""
    return f"/print/{'/'.join(what)}?t={token}&lang={lang}{behind}"


def _blank(_site: Site, _who: Actor, _request: Request, lang: str) -> str:
    return papers.form(_say(lang), lang, papers.Paper(consent_text(NEWEST, lang), papers.About()))


def _council(_site: Site, _who: Actor, _request: Request, lang: str) -> str:
    return council(_say(lang), lang)


def _form(site: Site, who: Actor, request: Request, lang: str) -> str:
    paper, lang = _paper(site, who, request.path_params["session"], lang)
    return papers.form(_say(lang), lang, paper)


def _copy(site: Site, who: Actor, request: Request, lang: str) -> str:
    session = request.path_params["session"]
    found = SLIPS.get(site, who, request.query_params.get("slip", ""))
    paper, lang = _paper(site, who, session, lang)
    slip = found[1] if found and found[0] == session else None
    return papers.copy(_say(lang), lang, paper, slip)


def _programme(site: Site, who: Actor, _request: Request, lang: str) -> str:
    return programme(_say(lang), lang, desk.programme(site, who), site.now().date())


def _diagram(site: Site, who: Actor, request: Request, lang: str) -> str:
    expert = people.get_expert(site, who, request.path_params["expert"])
    job = jobs.get_job(site, who, expert.id, request.path_params["job"])
    return diagram(_say(lang), lang, expert.pseudonym, job)


def _paper(site: Site, who: Actor, session: str, lang: str) -> tuple[papers.Paper, str]:
    """What was signed, and the language it was signed in: a form is shown in no other one."""
    signed = consent.read(site, who, session)
    found = sessions.get_session(site, who, session)
    text = signed_text(signed)
    lang = text.language if text else lang
    paper = papers.Paper(
        text=text,
        about=papers.About(
            job=procedures.get_procedure(site, who, found.procedure).title,
            expert=people.get_expert(site, who, found.expert).pseudonym,
            session=_say(lang)("No. {n}").format(n=found.number),
        ),
        consent=signed,
        picture=_picture(site, who, session) if signed.signed_how == "drawn" else None,
        scanned=signed.signed_how == "paper",
    )
    return paper, lang


def _picture(site: Site, who: Actor, session: str) -> bytes:
    with consent.open_proof(site, who, session).stream as stream:
        return stream.read()


def _say(lang: str) -> Say:
    return catalogue.load(lang).gettext


def _serving(draw: Draw) -> Endpoint:
    """Check the link, draw the sheet in the language asked for, hand it out uncached."""

    def made(request: Request) -> str:
        site = context.site()
        what = request.url.path.removeprefix("/print/").split("/")
        who = tokens.check(site, request.query_params.get("t", ""), PRINT, *what)
        asked = request.query_params.get("lang", "")
        lang = asked if asked in LANGUAGES else language.DEFAULT
        return draw(site, who, request, lang)

    async def serve(request: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(made, request), headers=NO_STORE)

    return answering(serve)


async def _scan(request: Request) -> Response:
    """The scan of a paper form as a file to keep, never shown as a page of ours."""
    session = request.path_params["session"]

    def read() -> tuple[bytes, str]:
        site = context.site()
        who = tokens.check(site, request.query_params.get("t", ""), PRINT, "scan", session)
        found = consent.open_proof(site, who, session)
        with found.stream as stream:
            return stream.read(), found.mime

    data, mime = await run_in_threadpool(read)
    name = f"consent.{mime.partition('/')[2]}"
    headers = {**NO_STORE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=mime, headers=headers)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    kinds = {"sheet.css": "text/css", "sheet.js": "text/javascript"}
    if name not in kinds:
        raise UnknownError("There is no such sheet.")
    return Response(text_of("app.prints", name), media_type=kinds[name])


ROUTES = [
    Route("/print/blank", _serving(_blank), methods=["GET"]),
    Route("/print/council", _serving(_council), methods=["GET"]),
    Route("/print/programme", _serving(_programme), methods=["GET"]),
    Route("/print/consent/{session}", _serving(_form), methods=["GET"]),
    Route("/print/copy/{session}", _serving(_copy), methods=["GET"]),
    Route("/print/diagram/{expert}/{job}", _serving(_diagram), methods=["GET"]),
    Route("/print/scan/{session}", answering(_scan), methods=["GET"]),
    Route("/print/{name}", answering(_asset), methods=["GET"]),
]
