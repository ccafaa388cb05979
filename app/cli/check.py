"""``sonmat check``: one test clip, one sentence of advice, nothing stored."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.base import FileArgument, Json, app, bar_setter, emit, one_of, progress_bar


@app.command()
def check(
    file: FileArgument,
    lang: Annotated[str, typer.Option(help="ko or en: of the advice, and what is spoken.")] = "en",
    json: Json = False,
) -> None:
    """Judge a test clip of about 20 seconds: hands, light, focus, voice; nothing is stored."""
    from app.advice import sentence, told, well
    from pipelines.quality.clip import check_file

    one_of("--lang", lang, ("ko", "en"))
    with progress_bar() as bar:
        found = check_file(file, lang, bar_setter(bar, "check"))
    advice = sentence(found, lang)
    answer = {
        "file": file.name,
        "advice": advice,
        "code": found.advice.code if found.advice else "",
        "hands": found.hands,
        "face": found.face,
        "checks": [one.model_dump(mode="json") for one in found.items],
    }
    emit(answer, json, advice or told(well(found), lang))
