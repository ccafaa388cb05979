"""The doors: who may, what is refused, what is left where, and how it is asked back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import av
import pytest

from app import catalogue
from capture import consent, journal, people, sessions
from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, InputError, NeedsSoftware, StaleEntry, UnknownError
from data_schemas.handout import Handout, HandoutKind, HandoutSelection
from data_schemas.rights import Actor, Consent, Present, ProtectionClass, Purpose, Role
from pipelines.handout import desk
from pipelines.release.desk import list_releases
from pipelines.review import desk as review
from pipelines.review.signing import desk as signing
from pipelines.withdraw import withdraw
from tests.app import sample

ALL: tuple[HandoutKind, ...] = ("sheet", "clips", "redline")
GASKET = (5.0, 7.0)


@pytest.fixture
def made(site: Site) -> sample.Sample:
    return sample.processed(site)


def chosen(made: sample.Sample, **more: object) -> HandoutSelection:
    fields: dict[str, object] = {"session": made.session.id, "kinds": ALL}
    return HandoutSelection.model_validate({**fields, **more})


def make(site: Site, made: sample.Sample, out: Path, **more: object) -> Handout:
    return desk.make(site, OWNER, chosen(made, **more), out, catalogue.say)


def read(site: Site, handout: Handout, name: str) -> bytes:
    opened = desk.open_file(site, OWNER, handout.id, name, catalogue.say)
    return b"".join(opened.pieces)


def everything(site: Site, handout: Handout) -> dict[str, bytes]:
    """Each file; of a Word document all its parts, one behind the other."""
    return {one.name: unpacked(read(site, handout, one.name)) for one in handout.files}


def unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def sign(site: Site, made: sample.Sample, **more: object) -> None:
    fields: dict[str, object] = {"purposes": frozenset({Purpose.TEACH}), "signed_by": "x"}
    consent.grant(site, OWNER, made.session.id, Consent.model_validate({**fields, **more}))


def test_all_files_are_there_with_the_number_in_their_names(site, made, tmp_path):
    handout = make(site, made, tmp_path / "out", formats=("html", "docx", "text"))
    assert handout.id.startswith("HO-20") and handout.session_number == made.session.number
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {one.name for one in handout.files}
    assert all(name.startswith(handout.id) for name in names)
    assert {name.rpartition(".")[2] for name in names} == {"html", "docx", "txt", "mp4", "vtt"}
    assert all(path.stat().st_size for path in (tmp_path / "out").iterdir())


def test_what_is_opened_is_what_is_written(site, made, tmp_path):
    handout = make(site, made, tmp_path / "out", kinds=("sheet", "redline"), formats=("text",))
    for name, data in everything(site, handout).items():
        assert (tmp_path / "out" / name).read_bytes() == data


def test_a_number_is_on_the_list_and_no_release(site, made):
    first = desk.issue(site, OWNER, chosen(made))
    second = desk.issue(site, OWNER, chosen(made, kinds=("sheet",)))
    assert first.id != second.id
    assert {one.id for one in desk.list_handouts(site, OWNER)} == {first.id, second.id}
    assert list_releases(site, OWNER) == ()


def test_withdrawal_names_what_must_be_collected_and_nothing_can_be_made_any_more(site, made):
    handout = desk.issue(site, OWNER, chosen(made))
    receipt = withdraw(site, OWNER, made.session.id)
    assert receipt.handouts_to_recall == (handout.id,) and receipt.releases_to_recall == ()
    with pytest.raises(Denied, match="withdrawn"):
        read(site, handout, handout.files[0].name)
    with pytest.raises(Denied, match="withdrawn"):
        desk.issue(site, OWNER, chosen(made))
    assert [one.id for one in desk.list_handouts(site, OWNER)] == [handout.id]


def test_no_word_and_no_name_survives_in_what_is_remembered(site, made):
    desk.issue(site, OWNER, chosen(made))
    text = desk.list_handouts(site, OWNER)[0].model_dump_json()
    for words in (*(said[2] for said in sample.SAID), "Sample expert", "gasket", "Flange"):
        assert words not in text


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"purposes": frozenset({Purpose.TRAIN, Purpose.SHARE})}, "no consent was given"),
        ({"protection_class": ProtectionClass.NATIONAL_CORE}, "never written out"),
        ({"present": (Present(role="learner", label="x"),)}, "neither agreed nor"),
        ({"present": (Present(role="learner", label="x", agreed="mask"),)}, "still to be masked"),
    ],
)
def test_what_may_not_go_out_leaves_no_number_and_no_file(site, made, tmp_path, more, reason):
    sign(site, made, **more)
    out = tmp_path / "out"
    with pytest.raises(Denied, match=reason):
        make(site, made, out)
    for door in (desk.issue, desk.preview):
        with pytest.raises(Denied, match=reason):
            door(site, OWNER, chosen(made) if door is desk.issue else made.session.id)
    assert desk.list_handouts(site, OWNER) == () and not out.exists()


@pytest.mark.parametrize("protection", [ProtectionClass.OPEN, ProtectionClass.RESTRICTED])
def test_consent_to_teach_is_enough(site, made, tmp_path, protection):
    sign(site, made, protection_class=protection)
    assert make(site, made, tmp_path / "out", kinds=("sheet",)).protection_class is protection


def test_an_interviewer_makes_them_and_the_expert_sees_which_there_are(site, made):
    asker = Actor(id="lee", roles=frozenset({Role.INTERVIEWER}))
    handout = desk.issue(site, asker, chosen(made))
    own = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=made.session.expert)
    other = Actor(id="han", roles=frozenset({Role.EXPERT}), expert="exp-other")
    assert [one.id for one in desk.list_handouts(site, own)] == [handout.id]
    assert desk.list_handouts(site, other) == ()
    for who in (own, other):
        with pytest.raises(Denied):
            desk.issue(site, who, chosen(made))


def test_the_data_folder_and_a_full_folder_are_refused(site, made, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    for out in (site.settings.folder / "out", tmp_path / "full"):
        with pytest.raises(InputError):
            make(site, made, out)
    assert not list(site.settings.folder.rglob("HO-*")) and desk.list_handouts(site, OWNER) == ()


def test_what_is_stopped_in_the_middle_leaves_nothing(site, made, tmp_path):
    def stop(share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.make(site, OWNER, chosen(made), tmp_path / "out", catalogue.say, stop)
    assert not [one for one in tmp_path.iterdir() if one.name.startswith("out")]


def test_papers_of_one_number_all_say_the_same(site, made):
    handout = desk.issue(site, OWNER, chosen(made))
    review.strike(
        site, OWNER, made.session.id, Span(recording=made.recording, start_s=5, end_s=7), 0
    )
    with pytest.raises(StaleEntry, match="make them again"):
        read(site, handout, handout.files[0].name)


@pytest.mark.parametrize("act", [Act.STRIKE, Act.MASK])
def test_what_was_taken_out_or_masked_is_in_no_file(site, made, act):
    wanted = chosen(made, formats=("text", "html", "docx"))
    before = everything(site, desk.issue(site, OWNER, wanted))
    assert any(b"gasket goes on dry" in data for data in before.values())
    span = Span(recording=made.recording, start_s=GASKET[0], end_s=GASKET[1])
    journal.append(site, OWNER, made.session.id, Draft(act=act, target="cut-1", span=span), 0)
    review.refold(site, made.session.id)  # there is no door to masking yet
    handout = desk.issue(site, OWNER, wanted)
    after = everything(site, handout)
    assert not [name for name, data in after.items() if b"goes on dry" in data]
    assert any(b"wipe the face" in data for data in after.values())
    assert handout.cut == ("clip-02-1",)
    greys = [
        grey for name, data in after.items() if name.endswith(".mp4") for grey in seen_in(data)
    ]
    first, end = (second * sample.FPS for second in GASKET)
    assert len(greys) > 60 and not [one for one in greys if first <= one < end]


def seen_in(clip: bytes) -> list[float]:
    """The brightness of each picture, which is its number in the recording."""
    with av.open(io.BytesIO(clip)) as container:
        frames = [one.to_ndarray(format="rgb24") for one in container.decode(video=0)]
    return [float(one[len(one) * 3 // 4, one.shape[1] * 3 // 4].mean()) for one in frames]


def test_what_people_signed_stands_on_it_and_a_new_signature_makes_new_papers(site, made):
    sure(site, made)
    before = desk.issue(site, OWNER, chosen(made, kinds=("sheet",), formats=("text",)))
    assert b"Draft, not confirmed" in read(site, before, before.files[0].name)
    seen = journal.last_number(site, made.session.id)
    signing.sign(site, OWNER, made.session.id, "confirmed", "Han <b>", seen)
    with pytest.raises(StaleEntry):
        read(site, before, before.files[0].name)
    after = desk.issue(site, OWNER, chosen(made, kinds=("sheet",), formats=("text", "html")))
    assert (after.state, after.version) == ("confirmed", 1) and "Han" not in after.model_dump_json()
    assert b"Confirmed by Han <b> on " in read(site, after, after.files[0].name)
    assert b"Confirmed by Han &lt;b&gt; on " in read(site, after, after.files[1].name)


def sure(site: Site, made: sample.Sample) -> None:
    """What is unsure is confirmed first: else nobody can sign."""
    line = sessions.timeline(site, OWNER, made.session.id)
    assert line is not None
    for number, section in enumerate(line.segments):
        draft = Draft(act=Act.CONFIRM, target=section.id)
        review.amend(site, OWNER, made.session.id, draft, number)


def test_a_file_that_is_none_and_a_number_that_is_none(site, made):
    handout = desk.issue(site, OWNER, chosen(made, kinds=("sheet",)))
    for number, name in ((handout.id, "../../etc/passwd"), (handout.id, "x"), ("HO-1", "x")):
        with pytest.raises(UnknownError):
            desk.open_file(site, OWNER, number, name, catalogue.say)


@pytest.mark.parametrize("more", [{"kinds": ()}, {"kinds": ("sheet",), "formats": ()}])
def test_a_choice_of_nothing_is_refused(site, made, more):
    with pytest.raises(InputError):
        desk.issue(site, OWNER, chosen(made, **more))


def test_before_processing_somebody_is_told_to_wait(site):
    with pytest.raises(InputError, match="wait until"):
        desk.issue(site, OWNER, chosen(sample.take_in(site)))


def test_without_the_font_that_was_named_nothing_is_begun(settings, made, site, tmp_path):
    named = settings.model_copy(update={"subtitle_font": str(tmp_path / "none.ttf")})
    other = Site.open(named)
    with pytest.raises(NeedsSoftware):
        desk.issue(other, OWNER, chosen(made, burn_in=True))
    assert desk.list_handouts(other, OWNER) == ()
    other.close()


def test_the_language_is_that_of_the_headings(site, made, tmp_path):
    for language, heading in (("ko", "작업 분해표"), ("en", "Job breakdown sheet")):
        handout = make(site, made, tmp_path / language, kinds=("sheet",), formats=("text",),
                       language=language)  # fmt: skip
        text = (tmp_path / language / handout.files[0].name).read_text()
        assert heading in text and sample.SAID[0][2] in text


def test_an_expert_is_named_only_where_they_wish_it(site, made):
    text = read_sheet(site, made)
    assert "Master Kim" not in text
    people.set_author(site, OWNER, made.session.expert, "Master Kim")
    assert "Master Kim" not in read_sheet(site, made)
    sign(site, made, named_author=True)
    assert "Shown by Master Kim" in read_sheet(site, made)


def read_sheet(site: Site, made: sample.Sample) -> str:
    handout = desk.issue(site, OWNER, chosen(made, kinds=("sheet",), formats=("text",)))
    return read(site, handout, handout.files[0].name).decode()
