"""What the worker asks once a second: what is new, and of who withdrew only what is left to do."""

from datetime import timedelta

import pytest

from capture import artifacts, consent, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.records import sessions as session_records
from capture.records import wishes
from data_schemas.artifact import Kind
from pipelines.withdraw import withdraw
from tests.conftest import source

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(site, procedure, take):
    return ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim")).session.id


def news(site, ago):
    with site.db() as db:
        return [(one.session, one.cancelled) for one in wishes.news(db, site.now() - ago)]


def test_a_wish_is_new_for_a_while_and_wanted_for_good(site, session):
    with site.db() as db:
        wishes.want(db, session, site.now() - 2 * MINUTE)
    assert news(site, MINUTE) == [] and news(site, 3 * MINUTE) == [(session, False)]
    with site.db() as db:
        assert [one.session for one in wishes.wishes(db)] == [session]


def test_an_old_wish_that_is_taken_back_is_new(site, session):
    with site.db() as db:
        wishes.want(db, session, site.now() - 2 * MINUTE)
    sessions.cancel(site, OWNER, session)
    assert news(site, MINUTE) == [(session, True)]


def test_nobody_looks_again_for_what_was_withdrawn_and_is_gone(site, session):
    def to_finish(*running):
        with site.db() as db:
            return session_records.to_finish(db, running)

    assert to_finish(session) == ()
    consent.withdraw_session(site, OWNER, session)
    assert to_finish() == (session,), "a withdrawal that was cut off is finished"
    withdraw(site, OWNER, session)
    assert to_finish() == () and to_finish(session) == (session,)
    late = artifacts.recipe_of(Kind.SIGNATURE, "tests")
    with site.db() as db:  # the row of a stage that sealed its result just before
        artifacts.records.add(db, _row(site, late, session), artifacts.session_scope(session))
    assert to_finish() == (session,)


def _row(site, recipe, session):
    return artifacts.Artifact(
        id=recipe.id, session=session, kind=recipe.kind, sha256="0" * 64, size=1, parents=(),
        stage=recipe.stage, version="1", params=recipe.fingerprint, model_digest="",
        created_at=site.now(),
    )  # fmt: skip
