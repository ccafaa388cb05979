"""A certificate that the company made: taken as it is, or refused in one sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from capture import certificate
from capture.certificate import given
from data_schemas.errors import SettingsError
from tests.capture.company import NOW, YEAR, authority, server, written

ROOT = authority("root")
BELOW = authority("below", ROOT)


@pytest.fixture
def serving(settings, tmp_path):
    """Settings that name the two files of a server."""

    def named(made=None, **changed):
        files = written(tmp_path / "tls", made or server(BELOW), BELOW)
        update = {"certificate": files[0], "certificate_key": files[1]} | changed
        return settings.model_copy(update=update)

    return named


def test_without_one_there_is_none(settings):
    assert given(settings, NOW) is None


def test_a_good_one_tells_its_names_and_its_end(serving):
    names = ("Sonmat.Plant.Example", "*.plant.example", "10.1.2.3")
    found = given(serving(server(BELOW, names)), NOW)
    assert found.names == ("sonmat.plant.example", "10.1.2.3")
    assert not certificate.ends_soon(found, NOW)
    assert certificate.ends_soon(found, NOW + YEAR - timedelta(days=29))


@pytest.mark.parametrize("missing", ["certificate", "certificate_key"])
def test_one_without_the_other_is_refused(serving, missing):
    with pytest.raises(SettingsError, match="name both"):
        given(serving(**{missing: None}), NOW)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (server(BELOW, ends=NOW - timedelta(hours=1)), "ended on"),
        (server(BELOW, starts=NOW + timedelta(days=2)), "begins on"),
        (server(BELOW, names=()), "names no host"),
        (server(BELOW, names=("*.plant.example",)), "names no host"),
    ],
)
def test_what_could_not_be_served_is_one_sentence(serving, made, says):
    with pytest.raises(SettingsError, match=says) as refused:
        given(serving(made), NOW)
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


def test_a_key_of_another_certificate_is_refused(serving, tmp_path):
    other = written(tmp_path / "other", server(BELOW))
    with pytest.raises(SettingsError, match="is not that of the certificate"):
        given(serving(certificate_key=other[1]), NOW)


def test_a_key_under_a_password_is_refused(serving, tmp_path):
    locked = written(tmp_path / "locked", server(BELOW), password=b"secret")
    with pytest.raises(SettingsError, match="under a password"):
        given(serving(certificate=locked[0], certificate_key=locked[1]), NOW)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_may_read_is_refused(serving, mode):
    settings = serving()
    settings.certificate_key.chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        given(settings, NOW)


@pytest.mark.parametrize("field", ["certificate", "certificate_key"])
def test_what_is_no_pem_or_not_there_is_refused(serving, tmp_path, field):
    settings = serving()
    getattr(settings, field).write_bytes(b"\x30\x82 not PEM")
    with pytest.raises(SettingsError, match="PEM form"):
        given(settings, NOW)
    getattr(settings, field).unlink()
    with pytest.raises(SettingsError, match="cannot be read"):
        given(settings, NOW)


def test_nothing_of_the_key_is_in_a_sentence(serving):
    settings = serving()
    text = settings.certificate_key.read_text()
    settings.certificate_key.write_text(text.replace("A", "B", 3))
    with pytest.raises(SettingsError) as refused:
        given(settings, NOW)
    lines = [line for line in text.splitlines() if len(line) > 20 and "KEY" not in line]
    assert lines and not any(line in str(refused.value) for line in lines)
