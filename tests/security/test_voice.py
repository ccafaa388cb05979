"""A voice is recognised only with consent to that, and its template is written nowhere."""

import io
import json
import wave

import numpy as np
import pytest

from capture import artifacts, consent, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.media import media_from_path
from data_schemas.artifact import Kind
from data_schemas.clock import Interval
from data_schemas.errors import ModelError, TextError
from data_schemas.rights import Consent
from pipelines import models
from pipelines.job import Subject
from pipelines.run import ensure
from pipelines.stages import BY_NAME
from pipelines.transcribe.engine import RATE
from tests.conftest import source
from tests.pipelines.transcribe.conftest import DEMO

ALONE = Interval(start_s=0.0, end_s=8.0)
AGREED = Consent(voice_template=True, signed_by="Kim")


@pytest.fixture(scope="module")
def encoder():
    try:
        models.fetch(["voice-encoder"])
    except ModelError as error:
        pytest.skip(str(error))


def as_wav(sound):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def taken_in(site, procedure, sound, signed, span=ALONE):
    intake = Intake((source(as_wav(sound), "talk.wav"),), procedure.id, "Kim", signed, voice=span)
    return ingest(site, OWNER, intake).session


def test_without_consent_of_its_own_no_voice_is_recognised(site, procedure, take):
    with pytest.raises(TextError, match="voice_template"):
        taken_in(site, procedure, np.zeros(RATE, np.float32), Consent(signed_by="Kim"))
    assert sessions.list_sessions(site, OWNER) == ()


def test_too_little_of_a_voice_is_refused(site, procedure):
    with pytest.raises(TextError, match="longer stretch"):
        taken_in(site, procedure, np.zeros(RATE, np.float32), AGREED, Interval(start_s=0, end_s=1))


def test_consent_taken_back_later_forgets_where_the_voice_was(site, procedure):
    session = taken_in(site, procedure, np.zeros(RATE, np.float32), AGREED)
    assert session.voice_to_s == 8.0
    consent.grant(site, OWNER, session.id, Consent(signed_by="Kim"))
    assert sessions.get_session(site, OWNER, session.id).voice_to_s is None


@pytest.mark.weights
def test_the_template_of_a_voice_is_kept_nowhere(site, procedure, encoder):
    from pipelines.transcribe.voices import embed

    voice = media_from_path(DEMO).sound_array()[: 20 * RATE]
    session = taken_in(site, procedure, voice, AGREED)
    ensure(site, BY_NAME["transcribe"], Subject(session, session.recordings[0]))
    said = sessions.transcript(site, OWNER, session.id).utterances
    assert "expert" in {u.speaker for u in said}

    template = embed(voice[: 8 * RATE])
    needles = [template.tobytes()[:64], json.dumps(template[:4].tolist())[1:-1].encode()]
    for path in site.settings.folder.rglob("*"):
        if path.is_file():
            assert not any(needle in path.read_bytes() for needle in needles)
    for one in artifacts.find(site, session.id):
        assert one.kind in (Kind.ORIGINAL, Kind.CONSENT, Kind.TRANSCRIPT)
        with artifacts.open_bytes(site, one.id) as opened:
            content = opened.read()
        assert not any(needle in content for needle in needles)
