"""``sonmat labelstudio`` without a server: what it tells anyway, and one sentence for the rest."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_cli import sentence, sonmat  # noqa: F401


def test_nothing_is_out_at_a_new_site(sonmat):  # noqa: F811
    told = json.loads(sonmat("labelstudio", "status", "--json").stdout)
    assert told == {"projects": [], "tasks": [], "troubles": [], "waiting_to_go": []}
    assert sonmat("labelstudio", "status").stdout == "Nothing is out.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("recall", "ses-nobody"), "no such session"),
        (("close", "lsp-nobody"), "no such project"),
        (("settle", "odd-nobody"), "no such entry"),
        (("pull",), "token"),
        (("push",), "SONMAT_LS_MEDIA"),
    ],
)
def test_what_cannot_be_is_one_sentence(sonmat, words, said):  # noqa: F811
    assert said in sentence(sonmat("labelstudio", *words, status=1))
