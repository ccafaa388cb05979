"""Which folders the app may look into: tricks with paths lead nowhere."""

import pytest

from capture.access import OWNER
from capture.folders import choices, folder_of
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import Denied, InputError


@pytest.fixture
def card(tmp_path):
    folder = tmp_path / "cards" / "one"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def limited(tmp_path, card):
    """A site whose settings name the only folders."""
    site = Site.open(
        Settings(
            data=tmp_path / "data",
            site_key_file=tmp_path / "key" / "site.key",
            import_folders=f"{card.parent}:{tmp_path / 'none'}",
        )
    )
    yield site
    site.close()


def test_without_a_setting_only_who_sits_here_names_a_folder(site, card):
    assert folder_of(site, OWNER, str(card), local=True) == card
    with pytest.raises(Denied):
        folder_of(site, OWNER, str(card), local=False)
    assert choices(site, OWNER, local=False) == ()


@pytest.mark.parametrize("local", [True, False])
def test_the_setting_names_the_only_roots(limited, card, tmp_path, local):
    assert choices(limited, OWNER, local) == (card.parent,)
    assert folder_of(limited, OWNER, str(card), local) == card
    (card / "away").symlink_to(tmp_path)
    (card / "round").symlink_to(card / "round")
    outside = (
        str(tmp_path), "/", "/etc", f"{card}/../..", str(card / "away"), f"{card.parent}2",
        str(card / "round"), str(tmp_path / "not there"),
    )  # fmt: skip
    for path in outside:
        with pytest.raises(Denied, match="choose one of the list"):
            folder_of(limited, OWNER, path, local)


@pytest.mark.parametrize("text", ["", " ", "cards", "../cards", "~/x", "/media/a\0b"])
def test_what_is_no_whole_path_is_told(site, text):
    with pytest.raises(InputError, match="whole path"):
        folder_of(site, OWNER, text, local=True)


def test_a_card_that_is_not_in_its_reader_is_told(limited, card):
    with pytest.raises(InputError, match="in the reader"):
        folder_of(limited, OWNER, str(card.parent / "two"), local=True)


def test_the_data_folder_is_never_a_source(site):
    with pytest.raises(Denied):
        folder_of(site, OWNER, str(site.settings.folder), local=True)
