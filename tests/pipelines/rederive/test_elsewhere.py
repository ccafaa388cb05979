"""Re-runs that are made elsewhere: what goes there, what stays, and what comes back."""

from dataclasses import replace

import pytest

from capture import consent
from capture.access import OWNER
from capture.records import artifacts as artifact_records
from data_schemas.artifact import Kind
from data_schemas.errors import InputError, ModelError, SettingsError, SonmatError, StoreError
from data_schemas.rights import Consent, ProtectionClass
from pipelines import on_ray, parcels
from pipelines.job import Subject, job_of
from pipelines.rederive import desk
from pipelines.rederive.making import desk as making
from pipelines.stages import BY_NAME
from tests.pipelines.rederive.conftest import align

LATER = {"version": "2", "run": align(later_s=1.5)}


@pytest.fixture
def wanted(site, machine, session, take_in):
    """Two sessions for which the aligner is another one now."""
    other = take_in("Lee")
    machine.process(site, other)
    machine.become("align", **LATER)
    desk.start(site, OWNER, desk.Extent(at_once=2))
    return [(one.session, one.number) for one in making.wanted(site)]


def here(machine, sent=None):
    """The same values as a cluster gets, worked on in this process."""

    def engine(parcels):
        for position, parcel in enumerate(parcels):
            if sent is not None:
                sent.append(parcel)
            stage = machine.stage(parcel.stage)
            yield position, stage.run(parcel.values, parcel.context)

    return engine


def made(site, session):
    with site.db() as db:
        return {one.kind: one.id for one in artifact_records.beside(db, session)}


def test_what_comes_back_is_sealed_here_under_the_same_name(site, machine, wanted):
    expected = {
        session: making.find(site, session, "align", None).ids[Kind.ALIGNMENT]
        for session, _ in wanted
    }
    sent = []
    making.make_many(site, wanted, "align", here(machine, sent))
    assert len(sent) == 2 and {parcel.stage for parcel in sent} == {"align"}
    assert {s: made(site, s)[Kind.ALIGNMENT] for s, _ in wanted} == expected
    making.make_many(site, wanted, "align", here(machine, sent))
    assert len(sent) == 2, "nothing goes there twice"


def test_one_that_fails_there_is_out_and_the_others_go_on(site, machine, wanted):
    def engine(parcels):
        _first, second = parcels
        yield 0, SonmatError("It failed.")
        yield 1, machine.stage("align").run(second.values, second.context)

    making.make_many(site, wanted, "align", engine)
    first, other = desk.status(site, OWNER)
    assert (first.state, first.problem) == ("failed", "It failed.")
    assert (other.state, other.problem) == ("wanted", "")
    assert made(site, wanted[0][0]) == {} and Kind.ALIGNMENT in made(site, wanted[1][0])


def test_what_nobody_wants_any_more_is_not_sealed(site, machine, wanted):
    def engine(parcels):
        for position, parcel in enumerate(parcels):
            desk.stop(site, OWNER)
            yield position, machine.stage("align").run(parcel.values, parcel.context)

    making.make_many(site, wanted, "align", engine)
    assert [made(site, session) for session, _ in wanted] == [{}, {}]


def test_national_core_technology_goes_to_no_other_machine(site, machine, wanted):
    (core, _), (other, _) = wanted
    secret = Consent(protection_class=ProtectionClass.NATIONAL_CORE, signed_by="Kim")
    consent.grant(site, OWNER, core, secret)
    sent = []
    making.make_many(site, wanted, "align", here(machine, sent))
    assert [parcel.context.session for parcel in sent] == [other]
    assert Kind.ALIGNMENT in made(site, core), "it is made here"


def test_half_a_result_is_none(site, machine, wanted):
    job = making.find(site, wanted[0][0], "align", None)
    with pytest.raises(StoreError, match="did not make all"):
        parcels.seal(site, job, {})


def parcel(site, ingested, **change):
    session = ingested.session
    subject = Subject(session, session.recordings[0])
    made = parcels.parcel_of(site, job_of(site, BY_NAME["waveform"], subject))
    return replace(made, **change)


def test_a_node_has_the_bytes_of_a_recording_and_no_way_to_the_store(site, ingested, take):
    found = parcel(site, ingested)
    assert found.original == take and Kind.ORIGINAL not in found.values
    assert len(on_ray.work(found)[Kind.WAVEFORM].pairs) > 0


def test_a_node_with_another_version_or_other_weights_says_so(site, ingested):
    with pytest.raises(SettingsError, match="another version"):
        on_ray.work(parcel(site, ingested, version="0"))
    with pytest.raises(ModelError, match="other weights"):
        on_ray.work(parcel(site, ingested, weights={"whisper-base": "0" * 64}))


def test_of_a_librarys_message_only_its_kind_is_kept_and_a_new_try_forgets_it(site, wanted):
    (session, number), (other, _) = wanted
    making.fail(site, session, number, ValueError("Clean the flange"))
    making.fail(site, other, number + 1, SonmatError("This run is over."))
    first, second = desk.status(site, OWNER)
    assert first.problem == "New results could not be made (ValueError): run `sonmat doctor`."
    assert (second.state, second.problem) == ("wanted", "")
    with pytest.raises(InputError, match="nothing to repeat"):
        desk.again(site, OWNER, other)
    desk.again(site, OWNER, session)
    assert {(one.state, one.problem) for one in desk.status(site, OWNER)} == {("wanted", "")}
