"""The command line as people script it: JSON alone on stdout, one sentence on stderr."""

import hashlib
import json
import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
import typer

from tests.capture.sounds import RATE, wav, workshop
from tests.conftest import CSV

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sonmat(environment, commands):
    def call(*arguments, status=0, env=None):
        done = commands.call([*map(str, arguments)], {**environment, **(env or {})})
        assert done.returncode == status, (done.stdout, done.stderr)
        return done

    return call


@pytest.fixture
def files(tmp_path, take):
    (tmp_path / "take.mp4").write_bytes(take)
    (tmp_path / "flange.csv").write_bytes(CSV)
    (tmp_path / "said.srt").write_text("1\n00:00:00,100 --> 00:00:00,900\n천천히 조입니다.\n")
    return tmp_path


def sentence(done):
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert re.fullmatch(r"sonmat: .{10,250}\.", lines[0]), lines[0]
    assert "Traceback" not in done.stderr and "╭" not in done.stderr
    return lines[0]


def imported(sonmat, files):
    done = sonmat("procedure", "import", files / "flange.csv", "--json")
    return json.loads(done.stdout)["procedure"]


def test_it_works_from_a_fresh_interpreter_too(environment, files):
    command = [sys.executable, "-m", "app.cli", "procedure", "import"]
    for name, status in (("flange.csv", 0), ("none.csv", 1)):
        done = subprocess.run(
            [*command, files / name, "--json"], env=environment, cwd=ROOT, capture_output=True,
            text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        assert json.loads(done.stdout)["is_new"] if status == 0 else sentence(done)


def test_a_session_from_file_to_json_and_back_to_nothing(sonmat, files):
    done = sonmat("procedure", "import", files / "flange.csv", "--json")
    made = json.loads(done.stdout)
    assert made["version"] == 1
    assert made["steps"] == [
        {"id": "1", "title": "Clean the face"},
        {"id": "2", "title": "Set the gasket"},
    ]
    arguments = (
        "ingest", files / "take.mp4", "--procedure", made["procedure"], "--expert", "Kim",
        "--transcript", files / "said.srt", "--json",
    )  # fmt: skip
    first = json.loads(sonmat(*arguments).stdout)
    assert set(first) == {"session", "recordings", "duplicate", "sha256"}
    assert first["sha256"] == [hashlib.sha256((files / "take.mp4").read_bytes()).hexdigest()]
    assert not first["duplicate"]
    again = json.loads(sonmat(*arguments).stdout)
    assert again == {**first, "duplicate": True}
    shown = json.loads(sonmat("show", first["session"], "--json").stdout)
    assert {
        "session", "state", "duration_s", "utterances", "segments", "steps", "moments", "units",
        "artifacts",
    } <= set(shown)  # fmt: skip
    assert shown["state"] == "received" and shown["moments"] == [] and shown["units"] == []
    receipt = json.loads(sonmat("withdraw", first["session"], "--json").stdout)
    assert receipt["artifacts_erased"] >= 3
    assert json.loads(sonmat("show", first["session"], "--json").stdout)["state"] == "withdrawn"
    assert json.loads(sonmat("audit", "verify", "--json").stdout)["broken_at"] is None


def test_a_glossary_is_taken_in_shown_and_refused_with_its_line(sonmat, files):
    (files / "words.csv").write_text("term,readings\nMicrosoft,마이크로소프트\n가스켓,\n")
    assert json.loads(sonmat("glossary", "import", files / "words.csv", "--json").stdout) == {
        "terms": 2
    }
    assert "Microsoft,마이크로소프트" in sonmat("glossary", "show").stdout
    (files / "broken.csv").write_text("term,readings\nFlange,\n,flange\n")
    done = sonmat("glossary", "import", files / "broken.csv", status=1)
    assert "broken.csv, line 3" in sentence(done)
    assert "Microsoft" in sonmat("glossary", "show").stdout, "the old one stays"


def test_confidential_words_are_taken_in_listed_and_refused_with_their_line(sonmat, files):
    (files / "secret.csv").write_text(
        "term,kind,replacement\n한빛정밀,고객,고객사 A\nKX-700,product,\n"
    )
    taken = sonmat("confidential", "import", files / "secret.csv", "--json").stdout
    assert json.loads(taken) == {"terms": 2}
    assert "한빛정밀,customer,고객사 A" in sonmat("confidential", "list").stdout
    (files / "broken.csv").write_text("term,kind\nKX-700,weapon\n")
    done = sonmat("confidential", "import", files / "broken.csv", status=1)
    assert "broken.csv, line 2 has an unknown kind" in sentence(done)
    listed = json.loads(sonmat("confidential", "list", "--json").stdout)["terms"]
    assert [one["term"] for one in listed] == ["한빛정밀", "KX-700"], "the old list stays"


def test_cameras_are_matched_by_sound_and_set_by_hand(sonmat, files):
    sound = workshop(30.0, 1)
    for name, start_s in (("front.wav", 0), ("side.wav", 4), ("back.wav", 9)):
        (files / name).write_bytes(wav(sound[start_s * RATE :]))
    takes = [files / name for name in ("front.wav", "side.wav", "back.wav")]
    made = json.loads(sonmat(
        "ingest", *takes, "--procedure", imported(sonmat, files), "--expert", "Kim", "--json",
    ).stdout)  # fmt: skip
    session, (front, side, back) = made["session"], made["recordings"]
    sync = ("session", "sync", session)
    answer = json.loads(sonmat(*sync, "--set", f"{back}=-2.5", "--json").stdout)
    assert answer["session"] == session
    assert [(r["recording"], r["offset_by"]) for r in answer["recordings"]] == [
        (front, "nobody"), (side, "sound"), (back, "hand"),
    ]  # fmt: skip
    assert [round(r["offset_s"], 2) for r in answer["recordings"]] == [0.0, 4.0, -2.5]
    told = sonmat(*sync, "--set", f"{back}=auto").stdout.splitlines()
    assert "zero" in told[0] and "+4.000 s by its sound" in told[1] and "+9.000" in told[2]
    assert "12 hours" in sentence(sonmat(*sync, "--set", f"{side}=nan", status=1))
    assert "zero" in sentence(sonmat(*sync, "--set", f"{front}=1", status=1))
    assert "rec-1=3.217" in sentence(sonmat(*sync, "--set", "later", status=1))
    assert "no such recording" in sentence(sonmat(*sync, "--set", "rec-x=1", status=1))
    assert "no such session" in sentence(sonmat("session", "sync", "ses-none", status=1))


def test_a_voice_without_consent_of_its_own_is_refused(sonmat, files):
    arguments = ("--procedure", imported(sonmat, files), "--expert", "Kim", "--voice")
    done = sonmat("ingest", files / "take.mp4", *arguments, "0-9", status=1)
    assert "voice_template" in sentence(done)
    assert "3-9.5" in sentence(sonmat("ingest", files / "take.mp4", *arguments, "now", status=1))


def test_single_use_refuses_before_it_works(sonmat, files):
    take = files / "take.mp4"
    assert ".srt" in sentence(sonmat("transcribe", take, "--out", "words.docx", status=1))
    sentence(sonmat("transcribe", take, "--glossary", files / "none.csv", status=1))
    sentence(sonmat("transcribe", take, "--microphones", "three", status=2))
    assert "--fps" in sentence(sonmat("motion", take, "--fps", "0", status=2))
    assert "--fps" in sentence(sonmat("motion", take, "--fps", "often", status=2))
    done = sonmat("transcribe", take, env={"SONMAT_SPEECH_ENGINE": "kaldi"}, status=1)
    assert "SONMAT_SPEECH_ENGINE" in sentence(done)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ((), 2, "Say what to look for"),
        (("wipe", "--like", "ses-1:1-4"), 2, "stands alone"),
        (("--like", "ses-1:1-4", "--step", "1"), 2, "stands alone"),
        (("--like", "ses-1:now"), 1, "ses-1:12.5-20"),
        (("--like", "ses-1:9-2"), 1, "ses-1:12.5-20"),
        (("--like", "1-4"), 1, "ses-1:12.5-20"),
        (("--like", "ses-none:1-4"), 1, "no such session"),
    ],
)
def test_movement_is_asked_for_by_a_session_and_its_seconds(sonmat, arguments, status, says):
    assert says in sentence(sonmat("search", *arguments, status=status))


def test_movement_that_is_not_described_yet_or_not_there_is_named(sonmat, files):
    ingested = sonmat(
        "ingest", files / "take.mp4", "--procedure", imported(sonmat, files), "--expert", "Kim",
        "--json",
    )  # fmt: skip
    made = json.loads(ingested.stdout)
    (name, (recording,)) = made["session"], made["recordings"]
    for where in (name, f"{name}/{recording}"):
        done = sonmat("search", "--like", f"{where}:0-1", "--json", status=1)
        assert "process the session again" in sentence(done) and done.stdout == ""
    assert "1.0 s long" in sentence(sonmat("search", "--like", f"{name}:0-9", status=1))
    done = sonmat("compare", name, name, "--step", "1", "--json", status=1)
    assert "no section of a step 1" in sentence(done)


def test_update_makes_a_new_version_of_the_same_procedure(sonmat, files):
    name = imported(sonmat, files)
    assert imported(sonmat, files) != name
    done = sonmat("procedure", "import", files / "flange.csv", "--update", name, "--json")
    assert (json.loads(done.stdout)["version"], json.loads(done.stdout)["is_new"]) == (1, False)
    (files / "longer.txt").write_text("1. Look at it\n2. Close it\n")
    done = sonmat("procedure", "import", files / "longer.txt", "--update", name, "--json")
    answer = json.loads(done.stdout)
    assert (answer["procedure"], answer["version"], answer["is_new"]) == (name, 2, True)
    assert "Look at it" in [step["title"] for step in answer["steps"]]


def test_a_procedure_goes_out_in_every_form_and_comes_back(sonmat, files, tmp_path):
    name = imported(sonmat, files)
    for form in ("yaml", "csv", "xlsx", "docx", "txt"):
        out = tmp_path / f"out.{form}"
        done = sonmat("procedure", "export", name, "--out", out, "--json")
        assert json.loads(done.stdout) == {"file": str(out), "format": form}
        done = sonmat("procedure", "import", out, "--update", name, "--json")
        assert not json.loads(done.stdout)["is_new"]
    (known,) = json.loads(sonmat("procedure", "list", "--json").stdout)
    assert (known["procedure"], known["version"]) == (name, 1)
    assert json.loads(sonmat("procedure", "show", name, "--json").stdout)["steps"]
    sentence(sonmat("procedure", "export", name, "--out", tmp_path / "out.pdf", status=2))
    sentence(sonmat("procedure", "show", name, "--version", "7", status=1))


def test_a_dry_run_shows_the_steps_and_keeps_nothing(sonmat, files):
    done = sonmat("procedure", "import", files / "flange.csv", "--dry-run")
    assert "steps" in done.stdout
    assert json.loads(sonmat("procedure", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp4", b""),
        ("text.mp4", b"this is only text"),
        ("list.mp4", b"ffconcat version 1.0\nfile take.mp4\n"),
        ("live.mp4", b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"),
        ("pack.mp4", b"PK\x03\x04" + bytes(100)),
    ],
)
def test_a_file_that_is_no_recording_ends_in_one_sentence_and_leaves_no_trace(
    sonmat, files, name, content
):
    procedure = imported(sonmat, files)
    (files / name).write_bytes(content)
    done = sonmat("ingest", files / name, "--procedure", procedure, "--expert", "Kim", status=1)
    assert name in sentence(done) and done.stdout == ""
    for single in ("transcribe", "motion"):
        sentence(sonmat(single, files / name, "--json", status=1))


def test_unknown_things_are_named(sonmat, files):
    take = files / "take.mp4"
    for arguments in (
        ("ingest", take, "--procedure", "prc-none", "--expert", "Kim"),
        ("ingest", files / "none.mp4", "--procedure", "x", "--expert", "Kim"),
        ("show", "ses-none", "--json"),
        ("process", "ses-none"),
        ("withdraw", "ses-none"),
        ("procedure", "import", files / "none.csv"),
        ("release", "create", "x", "--out", files / "out"),
        ("release", "verify", files / "nowhere"),
    ):
        done = sonmat(*arguments, status=1)
        sentence(done)
        assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [("ingest",), ("show",), ("nonsense",), ("show", "--nonsense"), ("serve", "--port", "x")],
)
def test_wrong_usage_is_one_sentence_too(sonmat, arguments):
    sentence(sonmat(*arguments, status=2))


def test_a_procedure_without_steps_is_refused(sonmat, files):
    (files / "none.yaml").write_text("title: Nothing\nsteps: []\n")
    sentence(sonmat("procedure", "import", files / "none.yaml", status=1))


def test_an_address_that_others_reach_is_refused_without_a_login(sonmat):
    for host in ("0.0.0.0", "::", "192.168.0.7"):
        assert "pass the network in the open" in sentence(sonmat("serve", "--host", host, status=1))


def test_a_missing_or_wrong_site_key_is_one_sentence(sonmat, files, settings, tmp_path):
    imported(sonmat, files)
    absent = {"SONMAT_SITE_KEY_FILE": str(tmp_path / "absent.key")}
    sentence(sonmat("show", "x", status=1, env=absent))
    assert not (tmp_path / "absent.key").exists()
    other = tmp_path / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o600)
    sentence(sonmat("show", "x", status=1, env={"SONMAT_SITE_KEY_FILE": str(other)}))


def test_models_are_listed_by_their_names(sonmat):
    found = json.loads(sonmat("models", "list", "--json").stdout)
    names = {model["name"] for model in found}
    assert {
        "whisper-base", "multilingual-e5-small", "pose_landmarker_full", "hand_landmarker",
        "centerface",
    } <= names  # fmt: skip
    for model in found:
        assert set(model) == {"name", "path", "sha256", "present", "licence", "source"}
        assert Path(model["path"]).is_absolute()


def test_the_doctor_speaks_json_and_says_how_to_mend(sonmat):
    done = subprocess_result(sonmat)
    for check in done:
        assert check["grade"] == "ok" or check["mend"]


def subprocess_result(sonmat):
    try:
        return json.loads(sonmat("doctor", "--json").stdout)
    except AssertionError:
        return json.loads(sonmat("doctor", "--json", status=1).stdout)


def test_the_command_line_starts_without_loading_models():
    code = (
        "import sys, app.cli.base; bad = {'torch', 'mediapipe', 'whisper', 'faiss', 'streamlit',"
        " 'sentence_transformers'} & set(sys.modules); assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_help_is_told_without_a_database():
    code = (
        "import sys; from app.cli.base import load_commands; load_commands();"
        " bad = {'sqlalchemy', 'numpy', 'av', 'dbos'} & set(sys.modules); assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_every_command_is_in_the_docs_and_every_documented_command_exists():
    from app.cli.base import app as tree

    def paths(group, prefix=()):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from paths(command, (*prefix, name))
            else:
                yield " ".join((*prefix, name))

    real = set(paths(typer.main.get_command(tree)))
    text = (ROOT / "docs" / "cli.md").read_text()
    written = re.findall(r"^### `sonmat ([^`]+)`", text, re.MULTILINE)
    assert {" ".join(takewhile(re.compile("[a-z][a-z-]*").fullmatch, line.split()))
            for line in written} == real  # fmt: skip


def begun(sonmat):
    done = sonmat("procedure", "start", "Fit a flange", "--language", "en", "--json")
    answer = json.loads(done.stdout)
    assert (answer["version"], answer["title"]) == (1, "Fit a flange")
    return answer["procedure"]


def test_a_job_without_steps_takes_in_recordings_and_says_what_it_still_needs(sonmat, files):
    job = begun(sonmat)
    done = sonmat("ingest", files / "take.mp4", "--procedure", job, "--expert", "Kim", "--json")
    session = json.loads(done.stdout)["session"]
    assert json.loads(sonmat("show", session, "--json").stdout)["steps"] == []
    assert "no words yet" in sentence(sonmat("procedure", "propose", session, status=1))
    sentence(sonmat("procedure", "export", job, "--out", files / "a.csv", status=1))
    sentence(sonmat("procedure", "propose", session, "--out", files / "a.pdf", status=2))
    sentence(sonmat("procedure", "propose", "ses-none", status=1))
    sentence(sonmat("procedure", "start", " ", status=1))
    sentence(sonmat("procedure", "start", "Fit", "--language", "de", status=2))
    written = imported(sonmat, files)
    done = sonmat("procedure", "attach", written, session, "--json")
    assert json.loads(done.stdout) == {"procedure": written, "sessions": [session]}
    assert len(json.loads(sonmat("show", session, "--json").stdout)["steps"]) > 0
    sentence(sonmat("procedure", "attach", job, session, status=1))


@pytest.mark.weights
def test_proposed_steps_are_edited_brought_back_and_followed(sonmat, files):
    from tests.pipelines.propose.saying import ENGLISH
    from tests.pipelines.propose.test_desk import srt

    job = begun(sonmat)
    (files / "told.srt").write_bytes(srt(ENGLISH))
    (files / "long.wav").write_bytes(wav(workshop(100.0, 1)))
    done = sonmat(
        "ingest", files / "long.wav", "--procedure", job, "--expert", "Kim",
        "--transcript", files / "told.srt", "--json",
    )  # fmt: skip
    session = json.loads(done.stdout)["session"]
    sonmat("process", session, "--wait", "--json")
    out = files / "steps.yaml"
    answer = json.loads(sonmat("procedure", "propose", session, "--out", out, "--json").stdout)
    assert answer["steps"][0]["title"] == "Wipe the metal with the rag"
    assert answer["steps"][0]["places"][0]["start_s"] == 9.0
    assert out.read_text() == sonmat("procedure", "propose", session).stdout.rstrip("\n") + "\n"
    out.write_text(out.read_text().replace("Wipe the metal with the rag", "Wipe it"))
    sonmat("procedure", "import", out, "--update", job)
    sonmat("process", session, "--wait", "--json")
    shown = json.loads(sonmat("show", session, "--json").stdout)
    assert shown["steps"][0]["title"] == "Wipe it"
    assert {one["step_id"] for one in shown["segments"]} >= {"1", "2", "3", "4"}


def test_devices_are_listed_and_sent_away(sonmat, environment, site):
    from capture import devices
    from capture.access import OWNER
    from data_schemas.device import DeviceKind

    assert json.loads(sonmat("devices", "list", "--json").stdout) == []
    assert "No device" in sonmat("devices", "list").stdout
    one = devices.pair(site, OWNER, DeviceKind.IPAD)
    (listed,) = json.loads(sonmat("devices", "list", "--json").stdout)
    assert set(listed) == {"id", "kind", "paired_at", "until"}
    assert listed["id"] == one.id and listed["kind"] == "ipad"
    assert one.id in sonmat("devices", "list").stdout
    done = json.loads(sonmat("devices", "revoke", one.id, "--json").stdout)
    assert done == {"device": one.id, "revoked": True}
    assert json.loads(sonmat("devices", "list", "--json").stdout) == []
    assert "no such device" in sentence(sonmat("devices", "revoke", "dev-1", status=1))


def test_the_network_needs_an_address_and_without_it_others_are_refused(sonmat):
    assert "IPv4" in sentence(sonmat("serve", "--lan", "--host", "::", status=1))
    assert "--lan" in sentence(sonmat("serve", "--host", "0.0.0.0", status=1))


def test_the_doctor_looks_at_the_keys_of_the_network(environment, monkeypatch, settings):
    from datetime import UTC, datetime
    from ipaddress import IPv4Address

    from app.checks import place
    from capture.authority import SERVER, Names, ensure, folder_of
    from capture.settings import load_settings

    for name in ("SONMAT_DATA", "SONMAT_SITE_KEY_FILE"):
        monkeypatch.setenv(name, environment[name])
    assert list(place.network(load_settings())) == []
    names = Names(frozenset({IPv4Address("192.168.0.7")}), frozenset())
    ensure(settings, names, datetime.now(UTC))
    (check,) = place.network(load_settings())
    assert check.grade == "ok"
    (folder_of(settings) / SERVER).chmod(0o644)
    (check,) = place.network(load_settings())
    assert check.grade == "fail" and "Others may open" in check.mend
