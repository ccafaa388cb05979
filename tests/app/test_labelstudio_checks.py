"""What the doctor of the annotators' server sees without one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from app.checks.labelstudio import examine, is_encrypted, listens_widely, network
from capture.settings import Settings
from data_schemas.errors import LabelStudioRefused, SettingsError
from pipelines.labelstudio.connect import connection_of
from pipelines.labelstudio.remote import Connection

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n"
TOKEN = SecretStr("a" * 40)


def listening(folder: Path, tcp: str = "", tcp6: str = "") -> Path:
    (folder / "tcp").write_text(HEAD + tcp)
    (folder / "tcp6").write_text(HEAD + tcp6)
    return folder


@pytest.mark.parametrize(
    ("tcp", "tcp6", "wide"),
    [
        ("   0: 0100007F:1F9B 00000000:0000 0A 0:0\n", "", False),
        ("   0: 00000000:1F9B 00000000:0000 0A 0:0\n", "", True),
        ("   0: 0100007F:1F9B 00000000:0000 0A 0:0\n   1: 0A00000A:1F9B 0:0 0A 0:0\n", "", True),
        ("", f"   0: {'0' * 32}:1F9B {'0' * 32}:0000 0A 0:0\n", True),
        ("", f"   0: {'0' * 24}01000000:1F9B {'0' * 32}:0000 0A 0:0\n", False),
        ("   0: 00000000:1F9C 00000000:0000 0A 0:0\n", "", None),
        ("   0: 0A00000A:1F9B 0A00000B:0050 01 0:0\n", "", None),
    ],
)
def test_who_can_call_is_read_from_who_listens(tmp_path, tcp, tcp6, wide):
    assert listens_widely(0x1F9B, listening(tmp_path, tcp, tcp6)) is wide


def test_without_proc_nobody_can_say(tmp_path):
    assert listens_widely(80, tmp_path) is None


def test_a_disk_is_encrypted_where_one_below_is(tmp_path):
    device = tmp_path.stat().st_dev
    import os

    block = tmp_path / f"{os.major(device)}:{os.minor(device)}"
    (block / "slaves" / "sda1").mkdir(parents=True)
    assert not is_encrypted(tmp_path, tmp_path)
    crypt = block / "slaves" / "dm-0" / "dm"
    crypt.mkdir(parents=True)
    (crypt / "uuid").write_text("CRYPT-LUKS2-x\n")
    assert not is_encrypted(tmp_path, tmp_path)  # the other half of it is plain
    (block / "slaves" / "sda1").rmdir()
    assert is_encrypted(tmp_path, tmp_path)


def test_another_machine_is_reached_by_https_only():
    (plain,) = network(Connection("http://10.0.0.5:8091", TOKEN))
    (safe,) = network(Connection("https://labels.example:443", TOKEN))
    assert (plain.grade, safe.grade) == ("fail", "ok")


@pytest.mark.parametrize("url", ["", "labels", "ftp://x", "http://me:secret@x:1", "http://"])
def test_what_is_no_address_is_said_without_repeating_it(url):
    with pytest.raises(SettingsError, match="SONMAT_LS_URL") as told:
        Connection(url, TOKEN)
    assert "secret" not in str(told.value)


def settings(folder: Path, **other: object) -> Settings:
    return Settings(data=folder / "data", site_key_file=folder / "k" / "key", **other)


def test_a_token_in_a_file_is_for_this_user_only(tmp_path):
    file = tmp_path / "token"
    file.write_text("a" * 40 + "\n")
    file.chmod(0o640)
    with pytest.raises(LabelStudioRefused, match="chmod 600"):
        connection_of(settings(tmp_path, ls_token_file=file))
    file.chmod(0o600)
    found = connection_of(settings(tmp_path, ls_token_file=file))
    assert found.token.get_secret_value() == "a" * 40 and "aaaa" not in repr(found)
    with pytest.raises(SettingsError, match="not both"):
        connection_of(settings(tmp_path, ls_token_file=file, ls_token=SecretStr("b")))
    file.unlink()
    with pytest.raises(LabelStudioRefused, match="cannot be read"):
        connection_of(settings(tmp_path, ls_token_file=file))


def test_without_any_setting_each_thing_that_is_missing_is_named(tmp_path):
    found = {one.name: one for one in examine(settings(tmp_path))}
    assert "SONMAT_LS_MEDIA" in found["media for annotators"].mend
    assert "SONMAT_LS_CLASS" in found["protection class"].mend
    assert "SONMAT_LS_TOKEN_FILE" in found["Label Studio's token"].mend
