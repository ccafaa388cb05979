"""Consent ended from the command line with the code on the expert's copy."""

import json

from capture import artifacts, consent, sessions
from capture.access import OWNER
from capture.site import Site
from tests.capture.test_consent import SIGNED
from tests.cli.test_cli import files, imported, sentence, sonmat  # noqa: F401


def test_a_code_ends_what_it_was_given_for(sonmat, files, settings):  # noqa: F811
    procedure = imported(sonmat, files)
    sonmat("ingest", files / "take.mp4", "--procedure", procedure, "--expert", "Kim")
    site = Site.open(settings)
    (session,) = sessions.list_sessions(site, OWNER)
    slip = consent.grant(site, OWNER, session.id, SIGNED)
    assert "not known here" in sentence(
        sonmat("withdraw", "--code", "ABCD-EFGH-JKLM-2345", status=1)
    )
    assert artifacts.find(site, session.id)
    done = sonmat("withdraw", "--code", slip.session.lower(), "--json")
    receipt = json.loads(done.stdout)
    assert receipt["sessions"] == [session.id] and receipt["artifacts_erased"] == 3
    assert not artifacts.find(site, session.id)
    site.close()


def test_a_target_or_a_code_and_not_both(sonmat):  # noqa: F811
    for given in ((), ("Kim", "--code", "x")):
        assert "--code" in sentence(sonmat("withdraw", *given, status=1))
