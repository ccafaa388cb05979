"""People and their jobs: sealed, changed one at a time, shown to who may see them."""

from datetime import date

import pytest

from capture import accounts, artifacts, jobs, people
from capture.access import OWNER
from capture.jobs import Sketch
from capture.records import artifacts as artifact_records
from data_schemas.errors import Denied, InputError, StaleEntry, TextError, UnknownError
from data_schemas.rights import Actor, Role

PARTS = (Sketch("Prepare"), Sketch("  Root   pass ", hard=True, note="by the sound"), Sketch("Cap"))


@pytest.fixture
def kim(site):
    return people.ensure_expert(site, OWNER, "Kim")


def test_last_day_and_author_are_kept_and_taken_back(site, kim):
    people.set_leaving(site, OWNER, kim.id, date(2027, 2, 28))
    people.set_author(site, OWNER, kim.id, "  Kim   Cheol-su ")
    found = people.get_expert(site, OWNER, kim.id)
    assert (found.last_day, found.author) == (date(2027, 2, 28), "Kim Cheol-su")
    people.set_leaving(site, OWNER, kim.id, None)
    people.set_author(site, OWNER, kim.id, "")
    assert people.get_expert(site, OWNER, kim.id) == kim


def test_of_a_person_only_the_newest_version_is_kept(site, kim):
    for day in (1, 2, 3):
        people.set_leaving(site, OWNER, kim.id, date(2027, 1, day))
    with site.db() as db:
        assert len(artifact_records.of_scope(db, artifacts.person_scope(kim.id))) == 1


def test_two_who_change_a_person_at_once_do_not_undo_each_other(site, kim):
    def meanwhile(one):
        people.set_author(site, OWNER, kim.id, "Kim Cheol-su")
        return one.model_copy(update={"last_day": date(2027, 1, 1)})

    with pytest.raises(StaleEntry):
        people.change(site, kim.id, meanwhile)
    found = people.get_expert(site, OWNER, kim.id)
    assert (found.author, found.last_day) == ("Kim Cheol-su", None)


@pytest.mark.parametrize("name", ["x" * 81, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_is_refused(site, kim, name):
    with pytest.raises(TextError):
        people.set_author(site, OWNER, kim.id, name)


def test_a_job_is_planned_named_and_taken_out(site, kim, procedure):
    job = jobs.add_job(site, OWNER, kim.id, "Root pass, vertical")
    changed = jobs.change_job(site, OWNER, kim.id, job.id, "Root pass", procedure.id)
    assert jobs.get_job(site, OWNER, kim.id, job.id) == changed
    assert (changed.title, changed.procedure) == ("Root pass", procedure.id)
    jobs.remove_job(site, OWNER, kim.id, job.id)
    assert people.get_expert(site, OWNER, kim.id).jobs == ()


def test_an_expert_has_one_job_of_a_procedure(site, kim, procedure):
    first = jobs.add_job(site, OWNER, kim.id, "Flange", procedure.id)
    assert jobs.add_job(site, OWNER, kim.id, "Flange again", procedure.id) == first
    other = jobs.add_job(site, OWNER, kim.id, "Valve")
    with pytest.raises(InputError, match="follows this procedure already"):
        jobs.change_job(site, OWNER, kim.id, other.id, "Valve", procedure.id)


def test_a_diagram_is_three_to_six_parts_with_stars(site, kim):
    job = jobs.add_job(site, OWNER, kim.id, "Root pass")
    drawn = jobs.draw_diagram(site, OWNER, kim.id, job.id, PARTS).diagram
    assert drawn is not None
    assert [(one.title, one.hard) for one in drawn.chunks] == [
        ("Prepare", False), ("Root pass", True), ("Cap", False)
    ]  # fmt: skip
    for parts in (PARTS[:2], PARTS * 3):
        with pytest.raises(InputError, match="3 to 6 parts"):
            jobs.draw_diagram(site, OWNER, kim.id, job.id, parts)
    for bad in (Sketch(" "), Sketch("x" * 81), Sketch("a", note="n" * 401)):
        with pytest.raises(TextError):
            jobs.draw_diagram(site, OWNER, kim.id, job.id, (*PARTS[:2], bad))
    assert jobs.get_job(site, OWNER, kim.id, job.id).diagram == drawn


def test_what_is_unknown_is_refused(site, kim):
    with pytest.raises(UnknownError):
        jobs.add_job(site, OWNER, kim.id, "x", "prc-none")
    with pytest.raises(UnknownError):
        jobs.add_job(site, OWNER, "exp-none", "x")
    with pytest.raises(UnknownError):
        jobs.draw_diagram(site, OWNER, kim.id, "job-none", PARTS)


def test_who_does_not_record_sees_a_pseudonym_and_nothing_else(site, kim):
    people.set_author(site, OWNER, kim.id, "Kim Cheol-su")
    jobs.add_job(site, OWNER, kim.id, "Root pass")
    admin = Actor(id="root", roles=frozenset({Role.ADMIN}))
    assert accounts.experts_to_choose(site, admin) == (kim,)
    with pytest.raises(Denied):
        people.list_experts(site, admin)
    with pytest.raises(Denied):
        people.get_expert(site, admin, kim.id)


def test_an_expert_sees_themself_and_nobody_else(site, kim):
    lee = people.ensure_expert(site, OWNER, "Lee")
    me = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=kim.id)
    assert people.list_experts(site, me) == (kim,)
    assert people.find_expert(site, me, "Kim") == kim.id
    assert people.find_expert(site, me, "Lee") is None
    with pytest.raises(UnknownError):
        people.get_expert(site, me, lee.id)
