"""People at work: they record, review, search, export and withdraw, and go on when it fails.

Whatever the site said "done" to is written down here, to be asked for at the end.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import subprocess
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx

from app import tokens
from benchmarks.chaos.place import Place
from benchmarks.common import ROOT
from capture import procedures, sessions, upload
from capture.access import DEMO, OWNER
from capture.ingest import Intake, ingest
from capture.site import Site
from capture.sources import Source, TextFile
from data_schemas.errors import SonmatError
from pipelines.deidentify import desk as hiding
from pipelines.progress import status
from pipelines.review import desk as review
from pipelines.search.desk import search
from pipelines.withdraw import withdraw
from tests.capture.heads import head_of

Found = TypeVar("Found")
DEMO_FOLDER = ROOT / "examples" / "demo" / "recording"
HEAD_S = 4.0
PART = 1 << 14
PAUSE_S = 0.5
LINE = 'WEBVTT\n\n00:00.500 --> 00:03.500\nNow I check the {word} of the flange.\n'  # fmt: skip


@dataclass
class Promised:
    """What people were told is done. ``acts``: session, words and whether it was answered."""

    recordings: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    acts: list[tuple[str, str, bool]] = field(default_factory=list)
    releases: list[Path] = field(default_factory=list)
    killed_at_the_end: int = 0
    withdrawn: list[str] = field(default_factory=list)
    searches: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)


class People:
    """Everybody, on one site. ``site`` is opened like a second web server's."""

    def __init__(self, place: Place, site: Site, seed: int) -> None:
        self.place, self.site = place, site
        self.promised = Promised()
        self.over = threading.Event()
        self._chance = random.Random(seed)
        self._whole = head_of(DEMO_FOLDER / "recording.mp4", HEAD_S)
        self._consent = TextFile("consent.yaml", (DEMO_FOLDER / "consent.yaml").read_bytes())
        self._number = 0
        self._confirmed: set[str] = set()
        steps = [{"id": f"s{n}", "title": title} for n, title in enumerate(("Clean", "Check"))]
        text = json.dumps({"title": "Flange", "language": "en", "steps": steps}).encode()
        self._procedure = procedures.import_procedure(site, DEMO, text, "flange.yaml").id

    def begin(self) -> list[threading.Thread]:
        acts = (self.record, self.review, self.confirm, self.look, self.export, self.leave)
        threads = [threading.Thread(target=self._again_and_again, args=(one,)) for one in acts]
        for one in threads:
            one.start()
        return threads

    # what they do

    def record(self) -> None:
        """A recording that nobody else has, through the browser's route, with a word of its own."""
        self._number += 1
        number = self._number
        # A trailing "free" box changes the bytes and nothing that is shown.
        data = self._whole + struct.pack(">I4sQ", 16, b"free", number)
        word = f"quorn{number}x"
        name = self._send(data)
        if name is None:
            return
        taken = partial(self._take_in, name, LINE.format(word=word).encode())
        session = self._until_it_works(taken)
        if session is None:
            return
        self.promised.recordings[session] = hashlib.sha256(data).hexdigest()
        self.promised.words[session] = word
        self._until_it_works(lambda: sessions.want(self.site, DEMO, session))
        self.over.wait(self._chance.uniform(1, 8))

    def review(self) -> None:
        """A line corrected in the player; what the server did not answer may be done or not."""
        session = self._some()
        timeline = session and sessions.timeline(self.site, DEMO, session)
        if not session or not timeline or not timeline.utterances:
            return
        line = timeline.utterances[0]
        words = f"{line.text.split(' #')[0]} #{self._chance.getrandbits(48):x}"
        seen = len(review.entries(self.site, DEMO, session))
        told = {"seen": seen, "acts": [{"do": "words", "id": line.id, "text": words}]}
        with self._http(tokens.AMEND, session) as http:
            place = len(self.promised.acts)
            self.promised.acts.append((session, words, False))
            answer = http.post(f"/timeline/{session}/{line.recording}", json=told)
            if answer.status_code == 200:
                self.promised.acts[place] = (session, words, True)
            else:
                self.promised.refused[f"review: {answer.status_code}"] += 1

    def confirm(self) -> None:
        """There is nobody real in it: somebody says so, and the session may go out."""
        for session in [*self.promised.recordings]:
            is_free = session not in self._confirmed and session not in self.promised.withdrawn
            if is_free and status(self.site, DEMO, session).state == "ready":
                hiding.confirm(self.site, DEMO, session, "chaos", synthetic=True)
                self._confirmed.add(session)
        self.over.wait(2)

    def look(self) -> None:
        search(self.site, OWNER, "the flange")
        self.promised.searches += 1
        self.over.wait(1)

    def export(self) -> None:
        """A dataset of all that may go; the command is run until it is there or refuses."""
        number = len(self.promised.releases) + self.promised.killed_at_the_end
        out = self.place.folder / f"release-{number}"
        if out.exists():
            # The command died when it was there and had not said so: the checker looks at it.
            self.promised.killed_at_the_end += 1
            return
        line = ["release", "create", out.name, "--out", str(out), "--format", "hf", "--json"]
        done = self.place.begin(line, subprocess.PIPE)
        self.place.commands = [one for one in self.place.commands if one.poll() is None] + [done]
        _, errors = done.communicate()
        if done.returncode == 0:
            self.promised.releases.append(out)
        elif done.returncode > 0:
            self._heard(errors.decode())
        self.over.wait(3)

    def leave(self) -> None:
        """Now and then somebody takes a consent back."""
        self.over.wait(self._chance.uniform(20, 60))
        session = self._some()
        if session and not self.over.is_set():
            self.promised.withdrawn.append(session)
            self._until_it_works(lambda: withdraw(self.site, OWNER, session))

    # how they do it

    def _again_and_again(self, act: Callable[[], None]) -> None:
        while not self.over.is_set():
            self._tried(act)
            self.over.wait(PAUSE_S)

    def _tried(self, act: Callable[[], Found]) -> Found | None:
        """Whatever goes wrong has to be a sentence; a line that is cut is none of the site's."""
        try:
            return act()
        except SonmatError as error:
            self.promised.refused[f"{type(error).__name__}: {error}"] += 1
        except httpx.HTTPError as error:
            self.promised.refused[type(error).__name__] += 1
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)
            ours = next((f for f in reversed(where) if str(ROOT) in f.filename), where[-1])
            place = f"{Path(ours.filename).name}:{ours.lineno}"
            self.promised.odd[f"{type(error).__name__} at {place}: {str(error)[:120]}"] += 1
        return None

    def _until_it_works(self, act: Callable[[], Found]) -> Found | None:
        """Somebody who was in the middle of it when the time was over finishes it still."""
        until = time.monotonic() + 300
        while time.monotonic() < until:
            found = self._tried(act)
            if found is not None:
                return found
            time.sleep(PAUSE_S)
        self.promised.odd["gave up after five minutes"] += 1
        return None

    def _heard(self, errors: str) -> None:
        lines = errors.strip().splitlines() or ["nothing"]
        where = [line.strip().replace(f"{ROOT}/", "") for line in lines if str(ROOT) in line][-1:]
        book = self.promised.odd if "Traceback" in errors else self.promised.refused
        book[" ".join(("command:", lines[-1][:160], *where))] += 1

    def _http(self, action: str, *target: str) -> httpx.Client:
        token = tokens.mint(self.site, OWNER, action, *target)
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.place.port}", timeout=30, trust_env=False,
            headers={"authorization": f"Bearer {token}"},
        )  # fmt: skip

    def _send(self, data: bytes) -> str | None:
        """The id of an upload that is here whole: asked how far it is, and gone on with."""
        begun = self._until_it_works(lambda: self._announce(len(data)))
        if begun is None:
            return None
        name, token = begun
        until = time.monotonic() + 300
        while time.monotonic() < until:
            if self._tried(lambda: self._go_on(name, token, data)):
                return name
            time.sleep(PAUSE_S)
        self.promised.odd["an upload gave up after five minutes"] += 1
        return None

    def _announce(self, size: int) -> tuple[str, str]:
        with self._http(tokens.UPLOAD, tokens.NEW) as http:
            told: dict[str, Any] = _ok(http.post("/upload", json={"size": size})).json()
        return told["upload"], told["token"]

    def _go_on(self, name: str, token: str, data: bytes) -> bool:
        signed = {"authorization": f"Bearer {token}"}
        part = {**signed, "content-type": "application/offset+octet-stream"}
        with self._http(tokens.UPLOAD, tokens.NEW) as http:
            at = int(_ok(http.head(f"/upload/{name}", headers=signed)).headers["upload-offset"])
            while at < len(data):
                headers = {**part, "upload-offset": str(at)}
                block = data[at : at + PART]
                answer = _ok(http.patch(f"/upload/{name}", content=block, headers=headers))
                at = int(answer.headers["upload-offset"])
        return True

    def _take_in(self, name: str, words: bytes) -> str:
        whole = upload.source(self.site, OWNER, name, "take.mp4")
        intake = Intake(
            recordings=(Source("take.mp4", lambda: io.BufferedReader(whole.open())),),  # type: ignore[arg-type]
            procedure=self._procedure, expert="Synthetic expert", consent=self._consent,
            transcript=TextFile("take.vtt", words),
        )  # fmt: skip
        return ingest(self.site, DEMO, intake).session.id

    def _some(self) -> str | None:
        free = [one for one in self.promised.recordings if one not in self.promised.withdrawn]
        return self._chance.choice(free) if free else None


def _ok(answer: httpx.Response) -> httpx.Response:
    """Raises what a broken line raises for a refusal: it is tried again."""
    answer.raise_for_status()
    return answer
