"""Two who seal the same result at the same moment: one counts, both have it, and nobody fails."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from capture import artifacts, glossaries
from capture.access import OWNER
from capture.procedures import import_procedure
from capture.verify import verify
from data_schemas.artifact import Kind
from data_schemas.errors import StaleEntry

PEOPLE = 4
JOB = b"""title: Flange
language: en
steps: [{id: s1, title: Clean}]
glossary: [{term: gasket}]
"""


def at_once(act):
    """``act`` by several threads that begin together."""
    ready = Barrier(PEOPLE)

    def one(_):
        ready.wait()
        return act()

    with ThreadPoolExecutor(PEOPLE) as threads:
        return list(threads.map(one, range(PEOPLE)))


@pytest.mark.parametrize("number", range(5))
def test_all_have_the_same_one_and_it_is_whole(site, number):
    recipe = artifacts.recipe_of(Kind.SIGNATURE, "tests", number=number)
    made = at_once(lambda: artifacts.seal(site, recipe, artifacts.SITE, b"the same"))
    assert {one.id for one in made} == {recipe.id}
    assert artifacts.load(site, recipe.id) == b"the same"
    assert verify(site, OWNER).problems == ()


def test_the_words_of_a_new_job_are_sealed_by_whichever_stage_needs_them_first(site):
    job = import_procedure(site, OWNER, JOB, "flange.yaml")
    found = at_once(lambda: glossaries.artifacts_of(site, job.id))
    assert len(set(found)) == 1 and len(found[0]) == 1


def test_who_died_between_key_and_row_holds_nobody_up(site, monkeypatch):
    recipe = artifacts.recipe_of(Kind.SIGNATURE, "tests", number=1)
    monkeypatch.setattr(artifacts, "MOMENT_S", 0.2)
    real, asked = site.keys.find, []

    def find(scope, artifact):
        """The other one's key is stored just after this one looked."""
        if artifact == recipe.id and not asked:
            asked.append(artifact)
            site.keys.new_artifact_key(scope, artifact)
            return None
        return real(scope, artifact)

    monkeypatch.setattr(site.keys, "find", find)
    artifacts.seal(site, recipe, artifacts.SITE, b"mine")
    assert asked and artifacts.load(site, recipe.id) == b"mine"
    assert verify(site, OWNER).problems == ()


def test_a_key_is_stored_once(site):
    site.keys.new_artifact_key("site", "a")
    with pytest.raises(StaleEntry):
        site.keys.new_artifact_key("site", "a")
