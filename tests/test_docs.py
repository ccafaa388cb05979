"""The docs cannot rot: links lead somewhere, settings and commands in them exist."""

import re
import subprocess

import pytest

from capture.settings import Settings
from tests.conftest import ROOT

PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not {".venv", ".venv-labelstudio", ".venv-lerobot", "node_modules", "build"}
    & set(page.relative_to(ROOT).parts)
)
NAME = re.compile(r"\bSONMAT_[A-Z_]+\b")
PATH = re.compile(r"`((?:app|capture|pipelines|benchmarks|examples|tests|docs)/[\w./-]+)`")
SCRIPTS = ("app", "capture", "pipelines", "benchmarks", "examples", "tests")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_named_in_code_marks_exists(page):
    for target in PATH.findall(page.read_text()):
        assert (ROOT / target).exists() or list(ROOT.glob(f"{target}*")), target


def test_every_setting_of_a_site_is_documented():
    text = (ROOT / "docs" / "cli.md").read_text()
    for name in Settings.model_fields:
        assert f"`SONMAT_{name.upper()}`" in text


def test_every_setting_in_the_docs_is_read_somewhere():
    known = {f"SONMAT_{name.upper()}" for name in Settings.model_fields}
    for folder in SCRIPTS:
        for path in (ROOT / folder).rglob("*.py"):
            known |= set(NAME.findall(path.read_text()))
    for page in PAGES:
        assert set(NAME.findall(page.read_text())) <= known, page


def test_the_two_commands_of_the_readme_are_targets():
    text = (ROOT / "README.md").read_text()
    for target in ("demo", "test"):
        assert f"make {target}" in text
        done = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def test_every_command_in_the_readme_exists():
    cli = (ROOT / "docs" / "cli.md").read_text()
    known = {name.strip() for name in re.findall(r"^### `sonmat ([a-z ]+)", cli, re.MULTILINE)}
    used = re.findall(r"^sonmat ([a-z]+(?: [a-z]+)?)", (ROOT / "README.md").read_text(), re.M)
    for command in used:
        assert command in known or command.split()[0] in known, command


def test_no_registry_host_and_no_path_of_a_machine_is_named():
    """Hosts are spelt in halves, so that this file does not name one itself."""
    hosts = ["py" + "pi.org", "python" + "hosted", "deb." + "debian", "npm" + "js.org"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in (".mp4", ".parquet", ".png", ".ttf", ".woff2") or not path.is_file():
            continue
        content = path.read_text(errors="replace")
        for host in hosts:
            assert host not in content, name
