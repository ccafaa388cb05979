"""Shares of the site key: enough of them make it again, everything else is one sentence."""

import pytest

from capture import rotation
from capture.access import OWNER
from capture.shares import combine, fingerprint, put_back, split
from capture.site import Site
from capture.site_key import load_site_key
from data_schemas.errors import InputError


@pytest.fixture
def shares(site):
    return split(site, OWNER, 5, 3)


@pytest.mark.parametrize("chosen", [(0, 1, 2), (4, 2, 0), (0, 1, 2, 3, 4), (1, 1, 2, 3)])
def test_any_three_of_five_make_it_again(settings, shares, chosen):
    made = combine(shares[n] for n in chosen)
    assert made == load_site_key(settings.key_file, may_create=False)


def test_a_share_says_what_it_is_and_not_the_key(settings, shares):
    key = load_site_key(settings.key_file, may_create=False)
    assert "share 2 of 5" in shares[1] and "Any 3" in shares[1]
    assert fingerprint(key) in shares[0]
    assert all(key.hex() not in one for one in shares)
    assert len({one.splitlines()[-1] for one in shares}) == 5


def changed(text):
    words = text.split()
    words[-20] = "academic" if words[-20] != "academic" else "acid"
    return " ".join(words)


def test_what_does_not_make_a_key_is_one_sentence_without_a_word_of_it(site, shares):
    other = split(site, OWNER, 5, 3)
    cases = {
        "are needed": shares[:2],
        "different shares": [shares[0]] * 3,
        "made at different times": [*shares[:2], other[2]],
        "cannot be read": [*shares[:2], changed(shares[2].splitlines()[-1])],
    }
    for says, given in cases.items():
        with pytest.raises(InputError, match=says) as refused:
            combine(given)
        words = " ".join(given).split()
        assert not any(f" {word} " in str(refused.value) for word in words if len(word) > 7)
    for given in ([], ["", ""], ["nothing at all"]):
        with pytest.raises(InputError):
            combine(given)


def test_shares_of_a_key_that_was_changed_are_told_apart(settings, site, shares, tmp_path):
    site.close()
    rotation.rotate(settings, OWNER)
    with pytest.raises(InputError, match="before the site key"):
        put_back(combine(shares[:3]), settings, tmp_path / "made.key")
    assert not (tmp_path / "made.key").exists()


def test_a_lost_key_file_is_made_again(settings, site, shares):
    site.vault.put("site", "a", b"x")
    site.close()
    settings.key_file.unlink()
    assert put_back(combine(shares[1:4]), settings, settings.key_file)
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    assert Site.open(settings).vault.open("site", "a").read() == b"x"
    with pytest.raises(InputError, match="already"):
        put_back(combine(shares[1:4]), settings, settings.key_file)


@pytest.mark.parametrize(("many", "enough"), [(1, 1), (3, 4), (17, 3), (5, 1), (0, 0)])
def test_numbers_that_protect_nothing_are_refused(site, many, enough):
    with pytest.raises(InputError):
        split(site, OWNER, many, enough)
