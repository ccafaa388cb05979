"""Examples of labels: who chooses them, who sees which, and when they are gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capture import accounts
from capture.access import OWNER
from capture.accounts import NewAccount
from capture.settings import Settings
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.rights import Actor, Role
from pipelines.deidentify.copying.desk import current
from pipelines.labelstudio.guiding import desk
from pipelines.review import desk as review
from tests.app import sample
from tests.pipelines.labelstudio.handed import ready


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, sample.Sample]]:
    folder = tmp_path_factory.mktemp("guiding")
    site = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    # before anybody answers for what is hidden: names of accounts are hidden, too
    accounts.create(site, OWNER, NewAccount("Owner Oh", frozenset({Role.OWNER})))
    accounts.create(site, OWNER, NewAccount("Annotator Han", frozenset({Role.ANNOTATOR})))
    yield site, ready(site)
    site.close()


def span(made: sample.Sample, start: float, end: float) -> Span:
    return Span(recording=made.recording, start_s=start, end_s=end)


def shown(site: Site, made: sample.Sample, who: Actor = OWNER) -> list[tuple[str, float, float]]:
    found = desk.guideline(site, who, made.session.procedure).examples
    return [(one.label, one.copy_start_s, one.copy_end_s) for one in found]


def test_seconds_are_chosen_once_and_leave_the_masks_confirmed(held) -> None:
    site, made = held
    for _ in range(2):
        desk.add_example(site, OWNER, made.session.id, "cue", span(made, 1.0, 3.0))
    desk.add_example(site, OWNER, made.session.id, "clean", span(made, 0.5, 4.0))
    assert shown(site, made) == [("cue", 1.0, 3.0), ("clean", 0.5, 4.0)]
    assert current(site, made.session.id)


@pytest.mark.parametrize(
    ("label", "start", "end", "says"),
    [
        ("cue", 1.0, 1.1, "half a second"),
        ("cue", 11.0, 14.0, "half a second"),
        ("no-such", 1.0, 3.0, "no such label"),
    ],
)
def test_what_is_no_example_is_refused(held, label, start, end, says) -> None:
    site, made = held
    with pytest.raises(InputError, match=says):
        desk.add_example(site, OWNER, made.session.id, label, span(made, start, end))


def test_annotators_see_those_of_the_sessions_that_were_given_to_them(held) -> None:
    site, made = held
    (account,) = (a for a in accounts.list_accounts(site, OWNER) if Role.ANNOTATOR in a.roles)
    annotator = Actor(id=account.id, roles=frozenset({Role.ANNOTATOR}))
    with pytest.raises(Denied):
        desk.add_example(site, annotator, made.session.id, "cue", span(made, 1.0, 3.0))
    with pytest.raises(UnknownError):
        desk.guideline(site, annotator, made.session.procedure)
    accounts.assign(site, OWNER, made.session.id, annotator.id)
    assert shown(site, made, annotator) == shown(site, made)
    trainer = Actor(id="acc-8", roles=frozenset({Role.TRAINER}))
    with pytest.raises(Denied):
        desk.guideline(site, trainer, made.session.procedure)


def test_one_is_taken_back_and_a_cut_takes_its_own(held) -> None:
    site, made = held
    first, second = desk.guideline(site, OWNER, made.session.procedure).examples
    desk.drop_example(site, OWNER, made.session.id, first.number)
    assert shown(site, made) == [("clean", 0.5, 4.0)] and current(site, made.session.id)
    with pytest.raises(InputError, match="no such example"):
        desk.drop_example(site, OWNER, made.session.id, first.number)
    seen = len(review.entries(site, OWNER, made.session.id))
    review.strike(site, OWNER, made.session.id, span(made, 2.0, 2.5), seen)
    # nobody answers for the copy any more, and what was taken out stays out of every example
    assert shown(site, made) == []
    with pytest.raises(InputError, match="masked copy"):
        desk.add_example(site, OWNER, made.session.id, "cue", span(made, 5.0, 7.0))
    assert second.label == "clean"
