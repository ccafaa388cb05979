"""Joining a session by a code: once, for that session, by who may record, and for nothing else."""

import pytest

from app import joining, tokens
from capture.access import NOBODY, OWNER
from capture.opening import Opening, open_session
from capture.site import Site
from data_schemas.errors import Denied, UnknownError
from data_schemas.procedure import Procedure
from pipelines.withdraw import withdraw


@pytest.fixture
def session(used: Site, procedure: Procedure) -> str:
    return open_session(used, OWNER, Opening(procedure.id, "Kim")).id


def test_a_code_lets_one_device_record_into_that_session_only(used: Site, session: str) -> None:
    code = joining.invite(used, OWNER, session)
    assert joining.is_open(used, session)
    found, token = joining.join(used, OWNER, code.lower())
    assert found == session and not joining.is_open(used, session)
    assert tokens.check(used, token, tokens.RECORD, session) == OWNER
    for action, target in (
        (tokens.RECORD, ("ses-other",)),
        (tokens.RECORD, (session, "stm-1")),
        (tokens.PLAY, (session, "rec-1")),
        (tokens.UPLOAD, (tokens.NEW,)),
    ):
        with pytest.raises(Denied):
            tokens.check(used, token, action, *target)
    with pytest.raises(Denied, match="wrong or too old"):
        joining.join(used, OWNER, code)


def test_who_may_not_record_neither_invites_nor_joins(used: Site, session: str) -> None:
    with pytest.raises(Denied):
        joining.invite(used, NOBODY, session)
    code = joining.invite(used, OWNER, session)
    with pytest.raises(Denied):
        joining.join(used, NOBODY, code)


def test_a_session_that_is_gone_is_not_joined(used: Site, session: str) -> None:
    code = joining.invite(used, OWNER, session)
    withdraw(used, OWNER, session)
    with pytest.raises(Denied, match="withdrawn"):
        joining.join(used, OWNER, code)
    with pytest.raises(UnknownError):
        joining.invite(used, OWNER, "ses-none")
