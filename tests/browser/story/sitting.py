"""Scenes 3 and 4: replay and explain, with the server killed in the middle of an answer."""

from __future__ import annotations

import re
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from playwright.sync_api import expect

from capture import artifacts, sessions
from capture.access import OWNER
from capture.media import media_from_path
from data_schemas.session import Recording
from pipelines.elicit.overview.desk import overview
from pipelines.elicit.sitting import desk
from pipelines.elicit.sitting.posed import Answer, Posed
from tests.browser.speaking import speak
from tests.browser.story.library import TITLES
from tests.browser.story.place import Story
from tests.browser.test_sitting import Sitting

SPOKEN = (
    "I press and rock the lid, because it must not move before the bolts go in.",
    "I turn it until the holes line up, because otherwise the gasket moves.",
)
HEARD = (("press", "rock", "move", "bolts"), ("turn", "holes", "line", "gasket"))
WRITTEN = {
    "en": "I feel the metal with a fingertip, because the eye misses a scratch and then it leaks.",
    "ko": "눈으로는 긁힌 자국이 안 보이기 때문에 손끝으로 쇠 면을 만져 봐야 해요.",
}
OWN = {"en": "Which tool do you trust here?", "ko": "여기서는 어떤 공구를 믿으시나요?"}


def cells(story: Story) -> dict[tuple[str, str], str]:
    """What became of each question card at each step, by now."""
    job = sessions.get_session(story.site, OWNER, story.session).procedure
    return {(one.step_id, one.probe): one.state
            for one in overview(story.site, OWNER, job).matrix.cells}  # fmt: skip


def voices(folder: Path) -> tuple[Path, Path]:
    """Prepared speech, by the narrator of the demo, each in a file of its own."""
    from examples.demo.voice import narrate, write_wav

    made = narrate([("expert", text) for text in SPOKEN], "ada")
    paths = folder / "first.wav", folder / "second.wav"
    for path, text in zip(paths, SPOKEN, strict=True):
        write_wav(path, made["expert", text])
    return paths


def questions(story: Story) -> tuple[Posed, ...]:
    return desk.sitting(story.site, OWNER, story.session).questions


def answers(story: Story) -> tuple[Answer, ...]:
    return desk.sitting(story.site, OWNER, story.session).answers


def second_pass(story: Story) -> None:
    """It plays, stops at the mark, asks about the step; what is told outlives a dead server."""
    page, screen = story.page, Sitting(story.page, story.language)
    story.kept["voices"] = voices(story.root)
    asked = story.kept["asked"] = questions(story)
    story.kept["cells"] = cells(story)
    first = asked[0].asked
    assert first.span is not None and first.step_id is not None
    label = story.many("Ask about {n} moment", "Ask about {n} moments", len(asked))
    with story.acting():
        page.get_by_role("button", name=label).click()
        screen.ready().at(1, len(asked))
        screen.press("Play")
        stopped = screen.stopped()
    assert first.span.end_s - 0.5 <= stopped < first.span.end_s + 2.0
    expect(page.locator(".sitting .question")).to_have_text(getattr(first.question, story.language))
    number = [one["id"] for one in story.truth["steps"]].index(first.step_id)
    expect(page.locator(".sitting .step")).to_contain_text(TITLES[story.language][number])
    with story.acting():
        screen.press("Answer")
        expect(screen.button("I am finished")).to_be_visible()
    middle, rest = halves(story.kept["voices"][0], story.root)
    speak(page, middle)
    story.server.kill()
    with ThreadPoolExecutor(1) as beside:
        again = beside.submit(story.server.start)
        speak(page, rest)
        page.wait_for_timeout(300)
        story.shot("second-pass")
        again.result()
    expect(page.locator(".sitting .note")).to_be_hidden()
    with story.acting():
        screen.press("I am finished").at(1, len(asked))
        expect(page.locator(".answers .about .state")).to_have_text(_safe(story))
    said = page.locator(".answers .said")
    expect(said).not_to_be_empty(timeout=600_000)
    _is_complete(story, story.kept["voices"][0])
    (told,) = answers(story)
    assert told.state == "written" and told.reply.asked.span == first.span
    if story.language == "en":
        assert sum(word in told.said.casefold() for word in HEARD[0]) >= 3, told.said
    story.kept["said"] = told.said


def _safe(story: Story) -> re.Pattern[str]:
    states = ("Safe. The words are being written down…", "Safe, and written down")
    return re.compile("|".join(re.escape(story.says(one)) for one in states))


def halves(wav: Path, folder: Path) -> tuple[Path, Path]:
    with wave.open(str(wav)) as source:
        how, rate = source.getparams(), source.getframerate()
        data = source.readframes(source.getnframes())
    middle = len(data) // 2 // (how.nchannels * how.sampwidth) * how.nchannels * how.sampwidth
    paths = folder / "before.wav", folder / "after.wav"
    for path, part in zip(paths, (data[:middle], data[middle:]), strict=True):
        with wave.open(str(path), "w") as out:
            out.setnchannels(how.nchannels)
            out.setsampwidth(how.sampwidth)
            out.setframerate(rate)
            out.writeframes(part)
    return paths


def spoken(story: Story) -> list[Recording]:
    found = sessions.get_session(story.site, OWNER, story.session).recordings
    return [one for one in found if one.role == "answer"]


def _is_complete(story: Story, wav: Path) -> None:
    """Nothing was lost in the middle: what is kept holds as much speech as was spoken."""
    (one,) = spoken(story)
    with artifacts.open_bytes(story.site, one.original) as file:
        kept = file.read()
    path = story.root / "kept.webm"
    path.write_bytes(kept)
    heard, said = loud_s(path), loud_s(wav)
    path.unlink()
    assert 0.8 * said < heard < 1.3 * said, (heard, said)


def loud_s(path: Path, rate: int = 16_000) -> float:
    """Seconds in which something is heard, in pieces of a fiftieth of a second."""
    sound = media_from_path(path).sound_array(rate)
    pieces = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    loud = np.sqrt((pieces**2).mean(axis=1))
    return float((loud > 0.1 * loud.max()).sum() * 0.02) if len(loud) else 0.0


def next_marks(story: Story) -> None:
    """Nothing special to one, a spoken answer to the next, "I will not say" to an added one."""
    page, screen = story.page, Sitting(story.page, story.language)
    total = len(story.kept["asked"])
    with story.acting():
        screen.press("Next question").at(2, total)
        screen.stopped()
        screen.press("Nothing special").at(3, total)
        screen.stopped()
        screen.press("Answer")
        expect(screen.button("I am finished")).to_be_visible()
        speak(page, story.kept["voices"][1])
        screen.press("I am finished")
        expect(page.locator(".answers .about .state")).to_have_text(_safe(story))
        screen.press("Next question").at(4, total)
        screen.stopped()
        screen.press("Write instead")
        page.locator(".words").fill(WRITTEN[story.language])
        screen.press("Keep it").tells(WRITTEN[story.language])
        screen.press("Ask something here")
        page.locator(".own-text").fill(OWN[story.language])
        screen.press("Ask it").at(total + 1, total + 1)
        expect(page.locator(".question")).to_have_text(OWN[story.language])
        screen.press("I will not say")
        expect(page.locator(".sums")).to_contain_text(story.says("Not to be said"))
    story.shot("next-marks")
    story.kept["heard"] = story.until(lambda: _written(story))
    told = {one.reply.asked.target: one.state for one in answers(story)}
    first, second, third, fourth = (one.asked.target for one in story.kept["asked"][:4])
    assert [told[one] for one in (first, second, third, fourth)] == [
        "written", "nothing", "written", "typed",
    ]  # fmt: skip
    (own,) = set(told) - {one.asked.target for one in story.kept["asked"]}
    assert told[own] == "declined" and len(told) == 5


def _written(story: Story) -> list[str]:
    """The words of both spoken answers, once they are written down."""
    found = [one for one in answers(story) if one.reply.stream]
    return [one.said for one in found] if all(one.state == "written" for one in found) else []
