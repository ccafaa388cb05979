"""``sonmat question-cards``."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.base import FileArgument, Json, app, emit, open_site, read_file

group = typer.Typer(
    help="What experts are asked: Sonmat's question cards, and the site's own in front of them.",
    no_args_is_help=True,
)
app.add_typer(group, name="question-cards")


@group.command("list")
def list_(json: Json = False) -> None:
    """Print all cards, the site's own first."""
    from capture.access import OWNER
    from capture.question_cards import get_cards
    from pipelines.elicit.bank import bank_of

    bank = bank_of(get_cards(open_site(), OWNER))
    rows = (
        f"{one.id}  {one.method}{'  (own)' if one.site else ''}\n"
        f"    {one.question.en}\n    {one.question.ko}"
        for one in bank.probes
    )
    emit(bank, json, "\n".join(rows))


@group.command("import")
def import_(file: FileArgument, json: Json = False) -> None:
    """Take in the site's own cards (YAML or JSON); they replace those it brought before."""
    from capture.access import OWNER
    from capture.question_cards import import_cards
    from pipelines.elicit.bank import built_in

    made = import_cards(open_site(), OWNER, read_file(file), file.name)
    replaced = [one.id for one in made.probes if built_in().probe(one.id)]
    instead = f"; instead of Sonmat's own: {', '.join(replaced)}" if replaced else ""
    emit(
        {"cards": len(made.probes), "replaced": replaced},
        json,
        f"{len(made.probes)} cards were taken in{instead}.",
    )


@group.command()
def export(
    every: Annotated[
        bool, typer.Option("--all", help="Sonmat's own cards, too: to begin with.")
    ] = False,
    json: Json = False,
) -> None:
    """Print the site's own cards as the file that `import` takes."""
    from capture.access import OWNER
    from capture.formats.question_cards import write_cards
    from capture.question_cards import get_cards
    from pipelines.elicit.bank import bank_of

    own = get_cards(open_site(), OWNER)
    bank = bank_of(own) if every else own
    emit(bank, json, write_cards(bank) if bank.probes else "")
