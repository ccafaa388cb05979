"""``sonmat masks``."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.base import Json, app, emit, open_site

group = typer.Typer(help="What is hidden in a session before it leaves.", no_args_is_help=True)
app.add_typer(group, name="masks")


@group.command()
def show(session: str, json: Json = False) -> None:
    """What is hidden in picture, sound and words, what was looked at, and who answers for it."""
    from capture.access import OWNER
    from pipelines.deidentify import desk
    from pipelines.deidentify.words import desk as words

    site = open_site()
    held = desk.masks(site, OWNER, session)
    lines = words.lines(site, OWNER, session)
    found = desk.queue(site, OWNER, session)
    decision = desk.decision(site, OWNER, session)
    told = {
        "masks": [
            {
                "id": one.mask.id,
                "kind": getattr(one.mask, "kind", "sound"),
                "recording": one.mask.recording,
                "start_s": one.mask.start_s,
                "end_s": one.mask.end_s,
                "origin": one.mask.origin,
                "applied": one.applies,
            }
            for one in held.masks
        ],
        "voice": held.voice,
        "words": [
            {
                "id": one.mask.id,
                "kind": one.mask.kind,
                "where": line.where,
                "line": line.id,
                "recording": line.recording,
                "start_s": one.mask.start_s,
                "end_s": one.mask.end_s,
                "instead": one.mask.replacement,
                "judged": one.judged,
                "applied": one.applies,
            }
            for line in lines
            for one in line.words
        ],
        "looked_at": found.overall.model_dump(),
        "read": words.queue(site, OWNER, session).overall.model_dump(),
        "decision": decision.model_dump(mode="json") if decision else None,
    }
    applied = sum(one.applies for one in held.masks)
    hidden = [one.applies for line in lines for one in line.words]
    by = f"confirmed by {decision.name}" if decision else "not confirmed"
    told_words = f"{sum(hidden)} of {len(hidden)} places in words"
    emit(told, json, f"{applied} of {len(held.masks)} masks and {told_words} hidden, {by}")


@group.command()
def confirm(
    session: str,
    name: Annotated[str, typer.Option(help="Who answers for it.", show_default=False)],
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="A generated session: nobody looked.")
    ] = False,
    json: Json = False,
) -> None:
    """Answer for it that all that is to be hidden is; the app shows it before."""
    from capture.access import OWNER
    from pipelines.deidentify import desk

    made = desk.confirm(open_site(), OWNER, session, name, synthetic)
    emit(made, json, f"{made.applied} masks confirmed by {made.name}")


@group.command()
def report(
    session: str,
    language: Annotated[str, typer.Option(help="ko or en.")] = "ko",
    json: Json = False,
) -> None:
    """What was hidden, looked at and decided, in the order of the Korean guideline (Markdown)."""
    from app import catalogue
    from app import language as languages
    from capture.access import OWNER
    from data_schemas.errors import InputError
    from pipelines.deidentify import desk
    from pipelines.deidentify.report import report as written

    if language not in languages.NAMES:
        raise InputError("Reports are written in ko or en: choose one of them.")
    told = desk.reported(open_site(), OWNER, session)
    text = written(catalogue.say(language), (told,))
    emit({"session": session, "language": language, "report": text}, json, text)
