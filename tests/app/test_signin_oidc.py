"""OpenID Connect, over the real server and a real provider of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from itsdangerous import URLSafeTimedSerializer

from app.entrance import oidc
from capture import accounts
from capture.access import OWNER
from capture.accounts import NewAccount
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import SettingsError
from data_schemas.rights import Role
from tests.app.oidc_provider import CLIENT, SECRET, Provider, providing
from tests.app.serving import free_port, serving

PAGE = {"accept": "text/html"}


@dataclass
class Company:
    url: str
    provider: Provider
    site: Site

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60, follow_redirects=False)

    def walk(self, client: httpx.Client) -> httpx.Response:
        """From the page that asks who is there, over the provider, to where it ends."""
        shown = client.get("/sign-in").text
        begin = shown.split('href="/auth/login')[1].split('"')[0].replace("&amp;", "&")
        there = client.get("/auth/login" + begin)
        assert there.headers["location"].startswith(f"{self.provider.url}/authorize")
        back = httpx.get(there.headers["location"]).headers["location"]
        answer = client.get(back.removeprefix(self.url))
        for _ in range(5):
            if answer.status_code not in (302, 303, 307):
                break
            path = answer.headers["location"].removeprefix(self.url)
            answer = client.get(path, headers=PAGE)
        return answer


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    with providing() as provider:
        file = folder / "oidc.toml"
        file.write_text(
            f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\nlabel = "Hanbit"\n'
            f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        )
        settings = Settings(data=folder / "data", site_key_file=folder / "site.key", oidc_file=file)
        site = Site.open(settings)
        new = NewAccount("Park", frozenset({Role.OWNER}), claim="park@hanbit.example")
        accounts.create(site, OWNER, new)
        provider.person = {"sub": "1", "email": "park@hanbit.example"}
        with serving(settings, folder / "log", folder, port) as url:
            yield Company(url, provider, site)
        site.close()


def test_who_the_company_knows_is_let_in_as_their_account(company: Company) -> None:
    with company.browser() as client:
        # Nobody has come in yet: who sits here is the owner, and is asked nothing.
        company.provider.person = {"sub": "1", "email": "Park@hanbit.example"}
        first = client.get("/", headers=PAGE)
        assert first.status_code == 200
    from capture import signins

    signins.by_claim(company.site, ("park@hanbit.example",), signins.HERE)
    with company.browser() as client:
        assert client.get("/", headers=PAGE).headers["location"] == "/sign-in"
        assert "Hanbit" in client.get("/sign-in?lang=en").text
        ended = company.walk(client)
        assert ended.status_code == 200 and "data-onward" in ended.text
        assert client.get("/", headers=PAGE).status_code == 200
        assert "Park" in client.get("/account").text
        # Our own routes know the same person: nothing of Streamlit's sign-in is left.
        assert client.get("/print/sheet.css").status_code == 200
        assert not [name for name in client.cookies if name.startswith(oidc.COOKIE)]
        accounts.create(
            company.site, OWNER, NewAccount("Lee", frozenset({Role.OWNER}), claim="lee@x.example")
        )


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "2", "email": "stranger@hanbit.example"},
        {"sub": "2"},
        {"sub": "2", "email": ""},
        {"sub": "2", "email": "park@hanbit.example", "email_verified": False},
        {"sub": "2", "email": ["park@hanbit.example", "lee@x.example"]},
    ],
)
def test_whom_the_company_knows_and_nobody_here_does_stays_out(
    company: Company, person: dict[str, object]
) -> None:
    company.provider.person = person
    with company.browser() as client:
        ended = company.walk(client)
        assert ended.status_code == 403 and "ask for one" in ended.text
        assert client.get("/", headers=PAGE).headers["location"].startswith("/sign-in")


def cookie(company: Company, salt: str = oidc.COOKIE, **told: object) -> str:
    import json

    signer = URLSafeTimedSerializer(oidc._secret(company.site), salt=salt)
    return str(signer.dumps(json.dumps({"is_logged_in": True, **told})))


def test_a_cookie_of_streamlits_is_good_once_and_fresh_only(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = {"email": "park@hanbit.example"}
    good = cookie(company, **who)
    assert oidc.values_of(company.site, {oidc.COOKIE: good}) == ("park@hanbit.example",)
    assert oidc.values_of(company.site, {oidc.COOKIE: good}) is None
    forged = URLSafeTimedSerializer("x" * 64, salt=oidc.COOKIE).dumps("{}")
    for bad in ("", "x", good[:-2], forged, cookie(company, "other", **who),
                cookie(company, is_logged_in=False, **who)):  # fmt: skip
        assert oidc.values_of(company.site, {oidc.COOKIE: bad}) is None
    monkeypatch.setattr(oidc, "FRESH_S", -1)
    assert oidc.values_of(company.site, {oidc.COOKIE: cookie(company, **who)}) is None


def test_a_way_that_another_browser_began_lets_nobody_in(company: Company) -> None:
    """The attacker's way to the provider, ended in the victim's browser."""
    company.provider.person = {"sub": "1", "email": "park@hanbit.example"}
    with company.browser() as attacker, company.browser() as victim:
        shown = attacker.get("/sign-in").text
        begin = shown.split('href="/auth/login')[1].split('"')[0].replace("&amp;", "&")
        there = attacker.get("/auth/login" + begin).headers["location"]
        back = httpx.get(there).headers["location"].removeprefix(company.url)
        victim.get(back)
        assert victim.get("/", headers=PAGE).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("path", ["/auth/login", "/oauth2callback"])
def test_without_a_provider_there_is_no_such_way(used: Site, path: str) -> None:
    from tests.app.signing_in import browser, everybody, served

    everybody(used)
    client = browser(served())
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


@pytest.mark.parametrize(
    "text", ["", "not toml [", 'client_id = "x"', 'server_metadata_url = "ftp://x"']
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "oidc.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match="SONMAT_OIDC_FILE"):
        oidc.provider_of(Settings(oidc_file=file))
    with pytest.raises(SettingsError):
        oidc.provider_of(Settings(oidc_file=tmp_path / "none.toml"))


def test_the_provider_is_asked_for_nothing_until_somebody_goes_there(company: Company) -> None:
    assert urlsplit(company.provider.url).hostname == "127.0.0.1"
    with company.browser() as client:
        before = dict(company.provider.codes)
        client.get("/sign-in")
        assert company.provider.codes == before
