"""The compose file and what goes with it: none of it can be run here, so each line is checked."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from app.lan import addresses
from capture.settings import Settings
from tests.app.lan.serving import serving_lan
from tests.conftest import ROOT
from tests.deploy import unit

FOLDER = ROOT / "deploy"
WHOLE = yaml.safe_load((FOLDER / "compose.yml").read_text())
SERVICES = WHOLE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"] == "sonmat"}
KNOWN = {f"SONMAT_{name.upper()}" for name in Settings.model_fields}
PROXY = (FOLDER / "haproxy.cfg").read_text()


def test_there_is_everything_that_several_machines_need():
    assert set(OURS) == {"web-1", "web-2", "cpu", "gpu"}
    assert set(SERVICES) - set(OURS) == {"state", "objects", "bucket", "proxy"}
    assert {one["image"].split(":")[0].split("/")[-1] for one in SERVICES.values()} == {
        "sonmat", "postgres", "minio", "haproxy",
    }  # fmt: skip
    assert SERVICES["state"]["image"].endswith("postgres:15")


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_process_has_known_settings_and_the_same_ones(name):
    given = OURS[name]["environment"]
    assert {one for one in given if one.startswith("SONMAT_")} <= KNOWN
    shared = WHOLE["x-shared"]
    assert {key: given[key] for key in shared} == shared
    values = {
        key.removeprefix("SONMAT_").lower(): value
        for key, value in given.items()
        if key.startswith("SONMAT_")
    }
    settings = Settings(**values)
    assert settings.is_shared and settings.vault.startswith("s3://")
    # Nothing secret stands in the file itself.
    for key, value in given.items():
        if re.search("PASSWORD|SECRET", key):
            assert re.fullmatch(r"\$\{[A-Z_]+:\?\}", value), key
    assert "SONMAT_SITE_KEY" not in given and "site-key" in OURS[name]["secrets"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_command_is_one_that_sonmat_has(name):
    command, *words = OURS[name]["command"]
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", command, "--help"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    told = done.stdout.replace("--[no-]worker", "--worker --no-worker")
    assert all(word in told for word in words if word.startswith("--")), (words, told)


def test_no_queue_is_without_a_worker_and_each_worker_may_be_one_of_several():
    queues = [OURS[name]["command"][2] for name in ("cpu", "gpu")]
    assert queues == ["cpu", "gpu"] and WHOLE["x-shared"]["SONMAT_GPU_STAGES"]
    for name in ("cpu", "gpu"):
        # A name of its own for a volume would be one data folder for all of them.
        assert "/var/lib/sonmat" in OURS[name]["volumes"] and "hostname" not in OURS[name]


def test_containers_have_no_rights_and_only_the_proxy_is_reached_from_outside():
    for one in OURS.values():
        assert one["read_only"] and one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
    assert {name for name, one in SERVICES.items() if "ports" in one} == {"proxy"}
    assert WHOLE["networks"]["inside"] == {"internal": True}
    for name in ("state", "objects", "cpu", "gpu"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_everything_that_is_named_is_there():
    named = {"volumes": set(), "networks": set(), "secrets": set()}
    for one in SERVICES.values():
        named["networks"] |= set(one["networks"])
        named["secrets"] |= set(one.get("secrets", ()))
        parts = [volume.split(":") for volume in one.get("volumes", ())]
        named["volumes"] |= {p[0] for p in parts if len(p) > 1 and p[0][0] not in "./"}
        assert set(one.get("depends_on", ())) <= set(SERVICES)
    for kind, names in named.items():
        assert names == set(WHOLE[kind]), kind
    for one in OURS.values():
        build = one["build"]
        assert (FOLDER / build["context"] / build["dockerfile"]).resolve().is_file()
        assert set(build["args"]) <= set(
            re.findall(r"^ARG (\w+)", (FOLDER / "Containerfile").read_text(), re.M)
        )


def test_the_proxy_opens_nothing_and_knows_every_web_server():
    assert "mode tcp" in PROXY and "mode http" not in PROXY and "crt" not in PROXY
    servers = re.findall(r"^    server ([\w-]+) ([\w-]+):(\d+)", PROXY, re.M)
    web = {name for name, one in OURS.items() if one["command"][0] == "serve"}
    assert {host for _, host, _ in servers} == web
    ports = {port for _, _, port in servers}
    assert ports == {OURS[name]["command"][-1] for name in web}
    assert SERVICES["proxy"]["ports"] == ["8501:8501"] and "bind :8501" in PROXY
    # All of them serve, and a device stays with one: its open pages live in that one's memory.
    assert "backup" not in PROXY and "stick on src" in PROXY and "option redispatch" in PROXY


def test_the_web_app_is_asked_how_it_is_by_a_command_that_works(tmp_path):
    """As the engine runs it in the container, against the real server."""
    asked = OURS["web-1"]["healthcheck"]["test"]
    assert asked == OURS["web-2"]["healthcheck"]["test"]
    assert asked[:2] == ["CMD", "/opt/sonmat/.venv/bin/python"]
    port = int(OURS["web-1"]["command"][-1]) + 2
    assert f"http://127.0.0.1:{port}/health" in asked[-1]
    if not addresses.reachable(addresses.EVERYWHERE):
        pytest.skip("this machine has no address but loopback's")
    with serving_lan(tmp_path) as running:
        line = asked[-1].replace(f"http://127.0.0.1:{port}", running.own)
        assert _runs(line) == 0
    assert _runs(line) != 0


def _runs(line: str) -> int:
    return subprocess.run([sys.executable, "-c", line], capture_output=True).returncode


def test_the_unit_of_a_worker_of_several_is_that_of_one_but_for_the_network():
    one, of_several = unit.read("sonmat-worker.service"), unit.read("sonmat-worker@.service")
    differing = {
        key: of_several.get(key)
        for key in {*one, *of_several}
        if one.get(key) != of_several.get(key)
    }
    assert differing == {
        "Description": ["Sonmat: a worker for the queue %i"],
        "Documentation": ["file:///opt/sonmat/docs/several-machines.md"],
        "After": ["network-online.target"], "Wants": ["network-online.target"],
        "ExecStart": ["/opt/sonmat/.venv/bin/sonmat worker --queues %i"],
        "Restart": ["always"], "PrivateNetwork": None,
        "RestrictAddressFamilies": ["AF_UNIX AF_INET AF_INET6"],
        "IPAddressDeny": ["any"], "IPAddressAllow": ["localhost"],
    }  # fmt: skip
    assert (ROOT / "docs" / "several-machines.md").is_file()
