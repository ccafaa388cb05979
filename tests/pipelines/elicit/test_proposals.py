"""What an answer or narration may become a card of: kind, step, settings and cues, with seconds."""

from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.knowledge import Evidence, UnitKind
from data_schemas.procedure import Step
from data_schemas.transcript import Utterance, Word
from examples.demo.talk import OFF_TOPIC
from pipelines.elicit.answers import answer_was
from pipelines.elicit.bank import built_in
from pipelines.elicit.proposals import Context, Proposal, propose
from pipelines.elicit.sentences import sentences_of
from pipelines.elicit.told_cues import conditions_of, cues_of
from pipelines.elicit.told_kinds import Judge, examples
from pipelines.elicit.told_settings import settings_of
from pipelines.elicit.told_steps import steps_of
from pipelines.embedder import Embedder

HERE = Path(__file__).parent
STEPS = (
    Step(id="clean", title="면을 닦는다"), Step(id="bolts", title="볼트를 대각선으로 조인다"),
    Step(id="leak", title="누설을 확인한다"),
)  # fmt: skip
WORKING = Context(recording="rec-1", track="audio")


def said(text: str, start_s: float = 0.0, **more: object) -> Utterance:
    """One word a second."""
    words = tuple(
        Word(start_s=start_s + n, end_s=start_s + n + 0.9, text=one)
        for n, one in enumerate(text.split())
    )
    fields = {"start_s": start_s, "end_s": start_s + len(words), "text": text, "words": words}
    return Utterance.model_validate({**fields, **more})


def one_of(text: str, context: Context = WORKING) -> Proposal:
    (found,) = propose([said(text)], context)
    return found


def told(name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = yaml.safe_load((HERE / f"told_{name}.yaml").read_text("utf-8"))
    return rows


def right(name: str, judge: Judge) -> tuple[int, int, int, int]:
    """Kinds that were found of all, and fields that were."""
    kinds, fields = [], []
    for row in told(name):
        found = propose([said(str(row["text"]))], WORKING, judge)
        kinds.append((found[0].kind if found else "") == row["kind"])
        settings = [one for p in found for one in p.parameters]
        senses = {cue.modality for p in found for cue in p.cues}
        fields += [row["sense"] in senses] if "sense" in row else []
        fields += [
            any(getattr(one, key) == row[key] for one in settings)
            for key in ("unit", "low", "high", "value", "name")
            if key in row
        ]
    return sum(kinds), len(kinds), sum(fields), len(fields)


def test_rules_alone_know_most_sentences_that_they_were_not_set_on():
    kinds, of, fields, of_fields = right("test", Judge())
    assert of == 45 and kinds >= 40
    assert of_fields == 20 and fields >= 16


@pytest.mark.weights
def test_with_likeness_they_know_at_least_as_many():
    kinds, _, fields, _ = right("test", shared_judge())
    assert kinds >= 40 and fields >= 16


@cache
def shared_judge() -> Judge:
    return Judge(Embedder())


def test_talk_off_the_topic_becomes_little():
    """Ten such lines of the generated recordings; none of them is work."""
    lines = [text for line in OFF_TOPIC for text in (line.en, line.ko)]
    assert len(lines) == 10
    assert sum(bool(propose([said(text)], WORKING)) for text in lines) <= 3


def test_to_try_is_not_to_look_and_bacon_is_no_danger():
    assert propose([said("손으로 흔들어 봐요")], WORKING) == ()
    assert one_of("베이컨 굽는 소리가 나야 돼요").kind == "cue"
    assert one_of("The labels go on now, because later nobody remembers").kind == "key_point"


def test_no_sentence_that_is_measured_stands_among_the_examples():
    known = {text for texts in examples().values() for text in texts}
    assert set(examples()) == set(get_args(UnitKind))
    assert all(len(texts) >= 4 for texts in examples().values())
    tests = {row["text"] for row in told("test")}
    assert not tests & (known | {row["text"] for row in told("dev")})


def test_a_proposal_rests_on_the_seconds_in_which_it_was_said_and_those_it_is_about():
    about = (Evidence(recording="rec-1", start_s=41.2, end_s=46.8, track="video"),)
    context = Context(recording="rec-answer", about=about, step_id="bolts")
    answer = said("소리가 둔해지면 멈춥니다. 토크는 40 뉴턴미터를 넘으면 안 돼요.", 10.0)
    first, second = propose([answer], context)
    assert (first.kind, second.kind) == ("decision", "parameter")
    assert first.step_id == second.step_id == "bolts"
    assert [(e.recording, e.start_s, e.track) for e in first.evidence] == [
        ("rec-answer", 10.0, "replay"), ("rec-1", 41.2, "video"),
    ]  # fmt: skip
    assert second.evidence[0].start_s == 13.0
    (setting,) = second.parameters
    assert (setting.name, setting.high, setting.unit) == ("토크", 40, "N·m")
    assert setting.evidence == (second.evidence[0],)
    (cue,) = first.cues
    assert cue.modality == "hearing" and cue.evidence == (first.evidence[0],)
    assert first.conditions[0].text == "소리가 둔해지면" and first.conditions[0].evidence


def test_words_without_a_recording_are_refused():
    with pytest.raises(ValueError, match="on which recording's clock"):
        propose([said("꼭 닦아야 돼요")], Context())
    own = propose([said("꼭 닦아야 돼요", recording="rec-7")], Context())
    assert own[0].evidence[0].recording == "rec-7"


@pytest.mark.parametrize(
    ("text", "kind", "main", "reason"),
    [
        ("Keep it dry because it slips", "key_point", "Keep it dry", "it slips"),
        ("미끄러지니까 꼭 말려야 돼요", "key_point", "꼭 말려야 돼요", "미끄러지니까"),
        (
            "눈에 안 보이기 때문에 만져 봐야 돼요",
            "key_point",
            "만져 봐야 돼요",
            "눈에 안 보이기 때문",
        ),
        ("Because it slips", "reason", "Because it slips", ""),
        ("안 그러면 새거든요", "reason", "안 그러면 새거든요", ""),
        ("이제 닦습니까 하고 물어봐야 돼요", "key_point", "이제 닦습니까 하고 물어봐야 돼요", ""),
    ],
)
def test_a_reason_inside_a_sentence_stands_on_its_card(text, kind, main, reason):
    found = one_of(text)
    assert (found.kind, found.normalised) == (kind, main)
    assert [(one.field, one.text) for one in found.details] == (
        [("reason", reason)] if reason else []
    )
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("볼트를 조일 때는 꼭 대각선으로 해야 돼요", "bolts"),
        ("누설이 있는지 꼭 확인해야 합니다", "leak"),
        ("이건 꼭 중요합니다", None),
    ],
)
def test_the_step_is_the_one_that_stands_out_or_none(text, step):
    assert one_of(text, Context(steps=STEPS, recording="rec-1")).step_id == step


def test_a_step_that_is_known_is_kept_and_one_that_was_read_from_words_is_marked():
    text = "볼트를 조일 때는 꼭 대각선으로 해야 돼요"
    guess = one_of(text, Context(steps=STEPS, recording="rec-1"))
    known = one_of(text, Context(steps=STEPS, recording="rec-1", step_id="leak"))
    assert (guess.step_id, guess.guessed) == ("bolts", True)
    assert (known.step_id, known.guessed) == ("leak", False)


@pytest.mark.weights
def test_meaning_helps_where_few_letters_are_shared():
    steps = (Step(id="a", title="Tighten the screws"), Step(id="b", title="Paint the cover"))
    text = ["You must screw them down tightly"]
    assert steps_of(text, steps, shared_judge().encoder) == ["a"]


@pytest.mark.parametrize("speaker", ["interviewer", "bystander"])
def test_only_the_expert_s_words_become_proposals(speaker):
    assert propose([said("꼭 닦아야 돼요", speaker=speaker)], WORKING) == ()
    assert propose([said("꼭 닦아야 돼요", speaker="unsure")], WORKING)


@pytest.mark.parametrize(
    "text",
    [
        "특별한 건 없습니다",
        "글쎄요, 딱히 없어요.",
        "Nothing special.",
        "No.",
        "",
        "왜 꼭 그래야 되나요?",
    ],
)
def test_nothing_special_and_questions_become_nothing(text):
    probe = built_in().probe("hazard")
    assert propose([said(text)] if text else [], Context(probe=probe, recording="r")) == ()


def test_an_answer_becomes_what_was_asked_for_where_its_words_do_not_say():
    hazard, knack = built_in().probe("hazard"), built_in().probe("knack")
    text = "장갑을 벗고 잡습니다"
    assert propose([said(text)], WORKING) == ()
    assert one_of(text, Context(probe=hazard, recording="r")).kind == "hazard"
    assert one_of(text, Context(probe=knack, recording="r")).kind == "knack"
    # what the words do say is stronger than what was asked
    other = one_of("작년에 한번은 호스가 터졌어요", Context(probe=knack, recording="r"))
    assert other.kind == "incident" and other.why == ("words",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("전류는 110에서 120 암페어", {"name": "전류", "low": 110, "high": 120, "unit": "A"}),
        ("간격은 3~4밀리", {"name": "간격", "low": 3, "high": 4, "text": "3~4밀리"}),
        ("이십 도에서 삼십 도로", {"name": "", "low": 20, "high": 30, "unit": "°"}),
        ("between 3 and 4 mm", {"low": 3, "high": 4, "text": "3 and 4 mm"}),
        ("from 20 to 30 degrees celsius", {"name": "temperature", "low": 20, "high": 30}),
        ("토크렌치로 40 뉴턴미터", {"name": "토크", "value": 40, "basis": "measured"}),
        ("40 암페어를 넘으면 안 돼요", {"high": 40, "low": None, "value": None}),
        ("at least 3 mm of gap", {"name": "gap", "low": 3, "high": None}),
        ("힘을 살짝 더 줘요", {"name": "힘", "value": None, "basis": "felt", "text": "살짝"}),
        ("press a little harder", {"name": "", "text": "a little"}),
        ("turn 30 to 20 mm back", {"low": None, "high": None, "value": 20}),
        ("take bolts and 4 mm keys", {"low": None, "value": 4}),
    ],
)
def test_settings_are_read_with_their_range_limit_and_name(text, expected):
    (found,) = settings_of(said(text).words)
    assert {key: getattr(found, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Never more than 2 mm off.", None, 2.0),
        ("It must not exceed 40 amps.", None, 40.0),
        ("Don't let it go over 40 amps.", None, 40.0),
        ("It should never be less than 5 bar.", 5.0, None),
        ("No less than 20 Nm.", 20.0, None),
        ("If it is not over 2 mm, tighten it again.", 2.0, None),
        ("More than 2 mm is fine.", 2.0, None),
        ("2밀리 넘으면 안 됩니다", None, 2.0),
        ("2 mm 이상 벌어지면 안 돼요", None, 2.0),
        ("3 mm 이상은 절대 안 돼요", None, 3.0),
        ("20 bar 이상 올리지 마세요", None, 20.0),
        ("5도 이하로 내려가면 안 됩니다", 5.0, None),
        ("5 mm 이상 안 되면 다시 합니다", 5.0, None),
        ("2 mm 이하로 맞추고 손을 대지 마세요", None, 2.0),
    ],
)
def test_what_must_not_be_turns_a_limit_round(text, low, high):
    (found,) = settings_of(said(text).words)
    assert (found.value, found.low, found.high) == (None, low, high)


@pytest.mark.parametrize("text", ["볼트 네 개를 조인다", "이 볼트를 조인다", "turn it once", ""])
def test_counted_things_and_mere_words_are_no_settings(text):
    assert settings_of(said(text).words if text else ()) == ()


@pytest.mark.parametrize(
    ("text", "senses"),
    [
        ("소리가 이상하면 멈춥니다", ["hearing"]), ("see how it sounds", ["hearing"]),
        ("색이 누렇게 변해요", ["sight"]),
        ("손끝에 떨림이 오고 탄 냄새가 나요", ["touch", "smell"]),
        ("이걸 해 보고 나서 닫습니다", []), ("이 작업소리가 아니라 순서가 중요해요", []),
    ],
)  # fmt: skip
def test_senses_are_told_by_the_words_for_them(text, senses):
    assert [one.modality for one in cues_of(text)] == senses


def test_what_is_wrong_is_kept_as_that():
    (cue,) = cues_of("소리가 이상하면 멈춥니다")
    assert cue.abnormal == cue.description == "소리가 이상하면"


@pytest.mark.parametrize(
    ("text", "condition", "holds"),
    [
        ("If the puddle gets wide I speed up", "If the puddle gets wide", True),
        ("If it is wet, wait", "If it is wet", True),
        ("when I see it bulge I stop", "when I see it bulge", True),
        ("I go on unless it is wet", "unless it is wet", False),
        ("봄에는 안 그래요, 겨울에는 데웁니다", "겨울에는", True),
    ],
)
def test_conditions_are_told_with_whether_it_holds_then(text, condition, holds):
    found = conditions_of(text)
    assert (found[0].text, found[0].holds) == (condition, holds)


@pytest.mark.parametrize(
    ("probe", "text", "was"),
    [
        ("hazard", "없습니다", "nothing"), ("hazard", "", "nothing"),
        ("quantify", "아주 조금요", "no_number"), ("quantify", "반 바퀴 정도요", "any"),
        ("setting", "about 3 mm", "any"), ("setting", "by feel", "no_number"),
        ("cue", "그냥 압니다", "no_sense"), ("cue", "소리로 압니다", "any"),
        ("knack", "원래 그렇게 해요", "recited"), ("knack", "살짝 눌러요", "vague"),
        ("knack", "팔꿈치를 붙입니다", "any"),
    ],
)  # fmt: skip
def test_what_an_answer_was_like_decides_what_follows(probe, text, was):
    found = built_in().probe(probe)
    assert found is not None
    assert answer_was(text, found) == was


WORDS = st.sampled_from(
    [
        "소리가", "둔해지면", "3", "mm", "10에서", "20도", "안", "그러면", "because", "if", "the",
        "gap", "살짝", ".", "?", "1.5", "2.", "{x}", "\x00", "때문에", "40A로", "없어요", "to",
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), st.booleans())
def test_whatever_is_said_proposals_keep_the_words_and_lie_within_them(text, timed):
    spoken = said(text) if text.split() else said("x")
    spoken = spoken if timed else spoken.model_copy(update={"words": ()})
    for found in propose([spoken], Context(steps=STEPS, recording="rec-1")):
        assert found.text in " ".join(spoken.text.split())
        seconds = found.evidence[0]
        assert spoken.start_s <= seconds.start_s < seconds.end_s <= spoken.end_s + 0.02
        for field in (*found.parameters, *found.cues, *found.conditions, *found.details):
            assert field.evidence == (seconds,)


@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
def test_sentences_hold_every_word_once(text):
    spoken = said(text) if text.split() else said("x")
    assert " ".join(one.text for one in sentences_of([spoken])) == " ".join(spoken.text.split())
