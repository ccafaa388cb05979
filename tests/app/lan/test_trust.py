"""The page on plain http: it explains, hands out the certificate, and does nothing else."""

from __future__ import annotations

import hashlib
import plistlib
import re

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app import catalogue
from app.lan import guides, trust
from app.lan.served import Lan
from data_schemas.device import DeviceKind
from tests.app.lan.conftest import ADDRESS, TABLET

OPEN = ("/", "/sonmat-ca.crt", "/sonmat-ca.mobileconfig", "/trust.js", "/look.css")


@pytest.fixture
def page(lan: Lan) -> TestClient:
    return TestClient(
        trust.app(lan), base_url=f"http://{ADDRESS}:8502", client=TABLET, follow_redirects=False
    )


@pytest.mark.parametrize("path", OPEN)
def test_its_paths_answer_with_a_policy_of_their_own(page: TestClient, path: str) -> None:
    answer = page.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert f"connect-src https://{ADDRESS}:8501/trusted.json;" in policy
    assert "form-action 'none'" in policy and "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/pair", "/trusted.json", "/_stcore/health", "/_stcore/stream", "/upload", "/recordings/a/b",
     "/index.html", "/look.css/", "/../site.key", "/%2e%2e/authority.pem", "/authority.pem",
     "/server.pem", "/sonmat-ca.key", "/docs", "/openapi.json"],
)  # fmt: skip
def test_no_other_path_is_there(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"])
@pytest.mark.parametrize("path", ["/", "/pair", "/sonmat-ca.crt"])
def test_it_takes_no_input(page: TestClient, method: str, path: str) -> None:
    assert page.request(method, path, content=b"x").status_code == 405


def test_it_opens_no_websocket(page: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), page.websocket_connect(f"ws://{ADDRESS}:8502/"):
        pass


@pytest.mark.parametrize("host", ["evil.example", "", "192.168.0.8:8502", "x; script-src *"])
def test_it_answers_to_its_own_names_only(page: TestClient, host: str) -> None:
    answer = page.get("/", headers={"host": host})
    assert answer.status_code == 400 and "Sonmat" not in answer.text
    assert "script-src 'self'; style-src" in answer.headers["content-security-policy"]
    assert "connect-src 'none'" in answer.headers["content-security-policy"]


def test_what_it_hands_out_is_the_authoritys_certificate_and_no_key(
    page: TestClient, lan: Lan
) -> None:
    answer = page.get("/sonmat-ca.crt")
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(answer.content) == lan.certificates.authority
    for path in OPEN:
        assert b"PRIVATE KEY" not in page.get(path).content


def test_an_ipad_gets_the_same_as_a_profile(page: TestClient, lan: Lan) -> None:
    answer = page.get("/sonmat-ca.mobileconfig")
    assert answer.headers["content-type"] == "application/x-apple-aspen-config"
    profile = plistlib.loads(answer.content)
    (inner,) = profile["PayloadContent"]
    assert profile["PayloadType"] == "Configuration"
    assert inner["PayloadType"] == "com.apple.security.root"
    assert inner["PayloadContent"] == lan.certificates.authority.public_bytes(Encoding.DER)
    assert inner["PayloadUUID"] != profile["PayloadUUID"]
    assert answer.content == page.get("/sonmat-ca.mobileconfig").content


def test_the_number_on_the_page_is_that_of_the_file(page: TestClient) -> None:
    text = page.get("/").text.replace("<wbr>", "")
    shown = re.search(r'class="number">([0-9A-F:]+)<', text)
    assert shown is not None
    digest = hashlib.sha256(page.get("/sonmat-ca.crt").content).hexdigest()
    assert shown[1].replace(":", "").lower() == digest


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_step_for_every_device_is_there(page: TestClient, language: str) -> None:
    text = page.get("/", params={"lang": language}).text
    told = catalogue.load(language).gettext
    for guide in guides.GUIDES:
        for sentence in (guide.title, *guide.steps):
            assert told(sentence).replace("'", "&#x27;") in text
    assert f'<html lang="{language}">' in text and "<script>" not in text


@pytest.mark.parametrize("kind", [kind for kind in DeviceKind if kind is not DeviceKind.OTHER])
def test_each_device_has_its_own_steps_open(page: TestClient, kind: DeviceKind) -> None:
    agent = "X11; Linux" if kind is DeviceKind.LINUX else kind.value
    agent = "Macintosh" if kind is DeviceKind.MAC else agent
    text = page.get("/", headers={"user-agent": agent}).text
    opened = re.findall(r"<details open><summary>(.*?)</summary>", text)
    (guide,) = [guide for guide in guides.GUIDES if kind in guide.kinds]
    assert opened == [guide.title]
