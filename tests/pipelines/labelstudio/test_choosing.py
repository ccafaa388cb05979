"""Two versions of one session: who may choose, what is taken over, what stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capture import artifacts, labelling, sessions
from capture.access import OWNER
from capture.site import Site
from data_schemas.annotation import Labelled, Labelling
from data_schemas.artifact import Kind
from data_schemas.errors import InputError, StaleEntry
from pipelines.labelstudio.agreeing.desk import agreed
from pipelines.labelstudio.choosing import desk
from pipelines.labelstudio.choosing.desk import Choice, Versions
from pipelines.labelstudio.versions import pairs
from pipelines.review import desk as review
from tests import store
from tests.app import sample
from tests.pipelines.labelstudio.handed import give, ready, send


def steps(*parts: tuple[str, float, float, str]) -> Labelling:
    return Labelling(
        stretches=tuple(
            Labelled(id=name, lane="steps", labels=(label,), start_s=start, end_s=end)
            for name, start, end, label in parts
        ),
        review="ready",
    )


# Labelled from nothing: the ids are the annotators' own. The machine has clean 0.5 to 4,
# gasket 4 to 8 and bolts 8 to 8.9.
ONE = steps(("a", 0.5, 4, "clean"), ("b", 4, 8, "gasket"), ("c", 8, 8.9, "bolts"))
OTHER = steps(("x", 0.5, 5.25, "clean"), ("y", 5.25, 8, "gasket"), ("z", 9.5, 11, "test"))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, sample.Sample]]:
    folder = tmp_path_factory.mktemp("choosing")
    site = store.opened(store.settings_at(folder))
    made = ready(site)
    send(site, made, blind=True)
    yield site, made
    site.close()


def found(site: Site, made: sample.Sample) -> Versions:
    return desk.versions(site, OWNER, made.session.id)


def choice_of(versions: Versions, **more: object) -> Choice:
    one, other = versions.given
    return Choice((one.id, one.at), (other.id, other.at), **more)  # type: ignore[arg-type]


def test_one_version_is_no_choice(out) -> None:
    site, made = out
    give(site, made.session.id, 1, ONE)
    with pytest.raises(InputError, match="no two versions"):
        found(site, made)


def test_two_people_and_the_last_word_of_each(out) -> None:
    site, made = out
    give(site, made.session.id, 2, ONE)
    give(site, made.session.id, 2, OTHER, later=5)
    give(site, made.session.id, 3, ONE.model_copy(update={"review": "unusable"}))
    versions = found(site, made)
    assert {one.annotator for one in versions.given} == {"annotator-1", "annotator-2"}
    assert {one.labelling for one in versions.given} == {ONE, OTHER}
    assert desk.to_choose(site, OWNER) == (made.session.id,)


def test_agreement_is_counted_over_what_they_gave_blind(out) -> None:
    site, made = out
    figures = agreed(site, OWNER, made.session.procedure)
    whole = figures.steps[0]
    assert figures.doubles == 1 and (whole.recordings, whole.stretches) == (1, 6)
    # edges of ONE: 0.5, 4, 8, 8.9; of OTHER: 0.5, 5.25, 8, 9.5, 11. Within half a second 0.5 and
    # 8 have a counterpart, within a second 8.9 has, too, within two seconds all four of ONE have.
    assert whole.boundary_f1 == {0.5: pytest.approx(4 / 9), 1.0: pytest.approx(6 / 9),
                                 2.0: pytest.approx(8 / 9)}  # fmt: skip
    # clean: 3.5 of 4.75, gasket: 2.75 of 4, of three stretches that could have a counterpart
    assert whole.mean_iou == pytest.approx((3.5 / 4.75 + 2.75 / 4) / 3)


def test_a_version_that_changed_is_not_chosen_unseen(out) -> None:
    site, made = out
    choice = choice_of(found(site, made))
    stale = Choice(choice.one, (choice.other[0], "2020-01-01"))
    with pytest.raises(StaleEntry):
        desk.decide(site, OWNER, made.session.id, stale)
    with pytest.raises(StaleEntry):
        desk.decide(site, OWNER, made.session.id, Choice(choice.one, choice.one))
    assert labelling.is_out(site, made.session.id)


def test_what_was_chosen_becomes_entries_and_every_version_stays(out) -> None:
    site, made = out
    session = made.session.id
    versions = found(site, made)
    whole = "one" if versions.given[0].labelling == ONE else "other"
    (both,) = [
        pair
        for pair in pairs(*(one.labelling for one in versions.given))
        if pair.lane == "steps" and pair.one and pair.one.labels == ("gasket",)
    ]
    picks = {both.id: "other" if whole == "one" else "one"}
    written = desk.decide(site, OWNER, session, choice_of(versions, whole=whole, picks=picks))
    timeline = sessions.timeline(site, OWNER, session)
    assert timeline is not None
    held = {one.step_id: (one.start_s, one.end_s, one.origin) for one in timeline.segments}
    # only the second step moved: the first and the third are the machine's, to the bit
    assert held["gasket"] == (5.25, 8.0, "person")
    assert held["clean"][:2] == (0.5, 4.0) and held["bolts"][:2] == (8.0, 8.9)
    assert {one.actor for one in review.entries(site, OWNER, session)[-written:]} == {"owner"}
    assert not labelling.is_out(site, session) and desk.to_choose(site, OWNER) == ()
    assert len(artifacts.find(site, session, Kind.GIVEN_LABELS)) == 4
    with pytest.raises(InputError):
        desk.decide(site, OWNER, session, choice_of(versions))
