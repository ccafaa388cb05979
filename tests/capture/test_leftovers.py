"""What a crash leaves between bytes and row is told, and goes; what somebody needs never does."""

import os
import time
from datetime import timedelta

import pytest

from capture import artifacts, takes, upload
from capture.access import NOBODY, OWNER
from capture.ingest import Intake, ingest
from capture.leftovers import leftovers, tidy
from capture.opening import Opening, open_session
from capture.takes import Start
from capture.verify import verify
from data_schemas.errors import Denied
from tests.conftest import source

NOW = timedelta(0)
DAY_S = 86_400


@pytest.fixture
def busy(site, procedure, take):
    """A session, a file and a recording on their way, and a session that was erased."""
    made = ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim")).session
    name = upload.begin(site, OWNER, 100)
    upload.append(site, OWNER, name, 0, b"x" * 60)
    live = open_session(site, OWNER, Opening(procedure.id, "Lee")).id
    stream = takes.begin(
        site, OWNER, live, Start("stm-0123456789abcdef", "dev-0123456789abcdef", site.now())
    )
    takes.append(site, OWNER, live, stream.id, 0, b"y" * 60)
    site.vault.put("session:gone", "a", b"x")
    site.vault.erase_scope("session:gone")
    return made


def age(site, path):
    """As if it were two days old."""
    file = site.settings.folder / "vault" / path
    os.utime(file, (time.time() - 2 * DAY_S,) * 2)


def dies(site, made):
    """A process that ends between the bytes of a result and its row."""
    child = os.fork()
    if child == 0:
        artifacts.known = lambda *_: None
        artifacts.records.add = lambda *_: os._exit(7)
        recipe = artifacts.recipe_of(artifacts.Kind.SIGNATURE, "tests", n=1)
        artifacts.seal(site, recipe, artifacts.session_scope(made.id), b"bytes")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_what_is_in_use_is_no_leftover(site, busy):
    assert leftovers(site) == () and tidy(site, OWNER, NOW) == 0
    assert verify(site, OWNER).problems == ()


def test_what_a_crash_left_is_told_and_goes_after_a_day(site, busy):
    dies(site, busy)
    key, bytes_of_it = leftovers(site)
    assert (key[:5], bytes_of_it[:8]) == ("keys/", "objects/")
    checked = verify(site, OWNER)
    assert (checked.left, checked.problems) == (2, ())
    assert tidy(site, OWNER) == 0, "somebody may be about to write its row"
    age(site, key)
    age(site, bytes_of_it)
    assert tidy(site, OWNER) == 1
    assert leftovers(site) == () and verify(site, OWNER).problems == ()


def test_a_result_that_is_made_again_keeps_the_key_that_a_crash_left(site, busy):
    dies(site, busy)
    key, _ = leftovers(site)
    age(site, key)
    scope = artifacts.session_scope(busy.id)
    recipe = artifacts.recipe_of(artifacts.Kind.SIGNATURE, "tests", n=1)
    site.vault.put(scope, recipe.id, b"bytes")  # the bytes are new, the row is not there yet
    assert tidy(site, OWNER) == 0
    artifacts.seal(site, recipe, scope, b"bytes")
    assert artifacts.load(site, recipe.id) == b"bytes" and leftovers(site) == ()


def test_a_key_without_bytes_goes_as_well(site, busy):
    site.keys.new_artifact_key(artifacts.session_scope(busy.id), "never-written")
    (key,) = leftovers(site)
    age(site, key)
    assert tidy(site, OWNER) == 1 and leftovers(site) == ()
    assert verify(site, OWNER).problems == ()


def test_who_does_not_look_after_the_site_removes_nothing(site, busy):
    dies(site, busy)
    with pytest.raises(Denied):
        tidy(site, NOBODY, NOW)
    assert len(leftovers(site)) == 2
