"""``sonmat labelstudio``: sessions out to annotators and what they said back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, bar_setter, emit, one_of, open_site, progress_bar

if TYPE_CHECKING:
    from capture.site import Site
    from data_schemas.labelling import Trouble, TroubleCode, Waits
    from pipelines.labelstudio.desk import PullReport, Standing
    from pipelines.labelstudio.pushing.desk import PushReport

# Passages that a query may choose sessions by.
MOST_HITS = 500
WAITING: dict[Waits, str] = {
    "annotator": "an annotator",
    "choice": "somebody's choice between versions",
    "expert": "the expert's answer",
}
TROUBLES: dict[TroubleCode, str] = {
    "odd": "An annotation cannot be read as labels.",
    "foreign": "A task is not one of ours.",
    "twin": "A session has a second task.",
    "gone": "A task was deleted on the server.",
    "config": "Somebody changed the labelling screen on the server.",
    "late": "An annotation changed after its session was back.",
    "unfit": "What an annotator changed does not fit what is there now.",
    "no_project": "A project was deleted on the server.",
}
group = typer.Typer(help="The round trip to annotators in Label Studio.", no_args_is_help=True)
app.add_typer(group, name="labelstudio")


@group.command()
def doctor(json: Json = False) -> None:
    """Tell whether the server can be used and keeps what it is given, and how to mend it."""
    from app.checks.labelstudio import examine
    from capture.settings import load_settings

    checks = tuple(examine(load_settings()))
    lines = [f"{c.grade:<5}{c.name}: {c.found}{'  ' + c.mend if c.mend else ''}" for c in checks]
    emit([check.model_dump(mode="json") for check in checks], json, "\n".join(lines))
    if any(check.grade == "fail" for check in checks):
        raise typer.Exit(1)


@group.command()
def push(
    sessions: Annotated[
        list[str] | None, typer.Argument(help="Sessions; without any, all that were never out.")
    ] = None,
    procedure: Annotated[str, typer.Option(help="Those of one procedure only.")] = "",
    query: Annotated[str, typer.Option(help="Those in which search finds this.")] = "",
    most: Annotated[int, typer.Option(min=0, help="So many, the most doubtful first.")] = 0,
    language: Annotated[str, typer.Option(help="Of the labelling screen: ko or en.")] = "ko",
    json: Json = False,
) -> None:
    """Bring sessions to the annotators, and what changed of those that are there."""
    from capture.access import OWNER
    from pipelines.labelstudio.pushing.desk import PushOptions
    from pipelines.labelstudio.pushing.desk import push as bring

    site = open_site()
    named = tuple(sessions or ()) or _found(site, query)
    if query and not named:
        emit(_nothing(), json, "Search finds that in no session.")
        return
    options = PushOptions(
        sessions=named, procedure=procedure, most=most,
        language=one_of("--language", language, ("ko", "en")),
    )  # fmt: skip
    with progress_bar() as bar:
        show = bar_setter(bar, "pushing")
        report = bring(site, OWNER, options, lambda done, of: show(done / of if of else 1.0))
    emit(report, json, _pushed(report))
    if report.refused and not (report.pushed or report.updated or report.unchanged):
        raise typer.Exit(1)


@group.command()
def pull(json: Json = False) -> None:
    """Take over what annotators gave since the last time."""
    from capture.access import OWNER
    from pipelines.labelstudio.desk import pull as take

    with progress_bar() as bar:
        show = bar_setter(bar, "pulling")
        report = take(open_site(), OWNER, lambda done, of: show(done / of if of else 1.0))
    emit(report, json, _pulled(report))


@group.command()
def status(json: Json = False) -> None:
    """What is out, what came back, what waits for a person."""
    from capture.access import OWNER
    from pipelines.labelstudio.desk import standing

    found = standing(open_site(), OWNER)
    emit(found, json, _standing(found))


@group.command()
def recall(session: str, json: Json = False) -> None:
    """Call a session back: its time line is free at once."""
    from capture.access import OWNER
    from pipelines.labelstudio.desk import recall as call

    gone = call(open_site(), OWNER, session)
    later = " Its task goes from the server as soon as that answers."
    told = f"Session {session} is back.{'' if gone else later}"
    emit({"session": session, "off_the_server": gone}, json, told)


@group.command()
def settle(trouble: str, json: Json = False) -> None:
    """Say that somebody has seen to an entry of `status`, or to `all` of them."""
    from capture.access import OWNER
    from pipelines.labelstudio.desk import settle as done

    done(open_site(), OWNER, trouble)
    emit({"settled": trouble}, json, "Settled.")


@group.command()
def close(
    project: str,
    force: Annotated[bool, typer.Option("--force", help="Also while something waits.")] = False,
    json: Json = False,
) -> None:
    """End a project: off the server, and its copies off the media folder."""
    from capture.access import OWNER
    from pipelines.labelstudio.desk import close_project

    close_project(open_site(), OWNER, project, force=force)
    emit({"closed": project}, json, f"Project {project} is closed.")


def _found(site: Site, query: str) -> tuple[str, ...]:
    """Sessions in which search finds something, best first, each once."""
    if not query:
        return ()
    from capture.access import OWNER
    from pipelines.search.desk import search

    return tuple(
        dict.fromkeys(hit.passage.session for hit in search(site, OWNER, query, k=MOST_HITS))
    )


def _nothing() -> dict[str, list[str]]:
    return {"pushed": [], "updated": [], "unchanged": [], "refused": []}


def _pushed(report: PushReport) -> str:
    lines = [
        f"New: {len(report.pushed)}. Brought up to date: {len(report.updated)}."
        f" As they were: {len(report.unchanged)}."
    ]
    lines += [f"{one.session} stays: {one.reason}." for one in report.refused]
    return "\n".join(lines)


def _pulled(report: PullReport) -> str:
    told = (
        ("Taken over", report.taken), ("Waiting for somebody's choice", report.to_choose),
        ("The expert is asked", report.asked), ("Answered", report.answered),
        ("Cannot be used, an annotator says", report.unusable),
        ("Called back, since they may not be out any more", report.forbidden),
        ("Gone from the server", report.lost),
    )  # fmt: skip
    lines = [f"{what}: {', '.join(names)}." for what, names in told if names]
    if report.troubles:
        lines.append(f"Not taken over: {report.troubles}. See `sonmat labelstudio status`.")
    return "\n".join([*lines, *report.left]) or "Nothing new."


def _standing(found: Standing) -> str:
    lines = []
    for one in found.projects:
        tasks = [task for task in found.tasks if task.project == one.id]
        out = sum(task.is_out for task in tasks)
        what = "blind, done twice" if one.blind else "with predictions"
        lines.append(
            f"{one.id}  project {one.number} of {one.procedure} v{one.version} ({one.screen},"
            f" {what}): {out} out, {len(tasks) - out} back"
        )
    lines += [f"{t.session} waits for {WAITING[t.waits]}" for t in found.tasks if t.is_out]
    lines += [f"{one.id}  {TROUBLES[one.code]} {_about(one)}" for one in found.troubles]
    lines += [f"{name} is still to go from the server" for name in found.waiting_to_go]
    return "\n".join(lines) or "Nothing is out."


def _about(one: Trouble) -> str:
    named = (("task", one.task), ("annotation", one.annotation), ("session", one.session))
    return "(" + ", ".join([one.project, *(f"{k} {v}" for k, v in named if v)]) + ")"
