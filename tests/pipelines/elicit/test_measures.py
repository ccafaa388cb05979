"""How usable what was told is, with what is still lacking."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.procedure import Procedure, Step
from pipelines.elicit.measures import (
    Share,
    cue_explicitness,
    novelty,
    quantification,
    reason_rate,
)
from pipelines.embedder import Embedder
from tests.pipelines.elicit.made import unit

WHY = {"field": "reason", "text": "it leaks"}
HEARD = {"modality": "hearing", "description": "a wet crackle"}
GAP = {"name": "gap", "value": 3.2, "unit": "mm"}


def test_a_reason_counts_on_the_point_itself_or_told_with_it_about_the_same_step():
    bare, own = unit(), unit(details=(WHY,))
    beside, elsewhere = unit(at_s=1.0), unit(at_s=50.0)
    reasons = (unit("reason", at_s=1.5), unit("reason", "s2", at_s=50.5))
    found = reason_rate([bare, own, beside, elsewhere, *reasons])
    assert found == Share(2, 4, (bare.id, elsewhere.id))


def test_a_reason_without_seconds_does_not_count():
    told = unit(details=(WHY,), evidence=(), no_footage="It was told on the phone.")
    assert reason_rate([told]) == Share(0, 1, (told.id,))


def test_a_decision_needs_a_cue_that_names_its_sense():
    bare, vague = unit("decision"), unit("decision", cues=({"description": "it feels right"},))
    own, beside = unit("decision", cues=(HEARD,)), unit("decision", at_s=7.0)
    cue = unit("cue", cues=(HEARD,), at_s=7.0)
    assert cue_explicitness([bare, vague, own, beside, cue]) == Share(2, 4, (bare.id, vague.id))


def test_settings_count_by_number_and_a_unit_about_one_that_names_none_counts_too():
    full = unit("parameter", parameters=(GAP, {"text": "a little"}))
    empty, other = unit("parameter"), unit("knack")
    assert quantification([full, empty, other]) == Share(1, 3, (full.id, empty.id))


@given(st.lists(st.sampled_from(["key_point", "reason", "decision", "parameter"]), max_size=12))
def test_shares_stay_shares_and_superseded_units_never_count(kinds):
    now = [unit(kind) for kind in kinds]
    gone = [unit(kind, status="superseded", details=(WHY,), cues=(HEARD,)) for kind in kinds]
    for measure in (reason_rate, cue_explicitness, quantification):
        found = measure(now)
        assert 0 <= found.done <= found.of <= len(now)
        assert len(found.lacking) == found.of - found.done
        assert measure([*now, *gone]) == found


class ByLetters:
    """Counts letters: enough to tell the same sentence from another one."""

    def encode_queries(self, texts):
        rows = [[text.count(chr(c)) for c in range(32, 127)] for text in texts]
        found = np.asarray(rows, np.float32)
        return found / np.maximum(1e-6, np.linalg.norm(found, axis=1, keepdims=True))


JOB = Procedure(
    id="p", title="Flange",
    steps=(Step(id="s1", title="Tighten the bolts to 40 N·m", key_point=("no grease",)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "parameters", "is_new"),
    [
        ("no grease", (), False),
        ("Tighten the bolts to 40 N·m", ({"value": 40, "unit": "N·m"},), False),
        ("Tighten the bolts to 45 N·m", ({"value": 45, "unit": "N·m"},), True),
        ("listen how dull it becomes", (), True),
    ],
)
def test_what_is_written_is_not_new_unless_the_number_is_another(text, parameters, is_new):
    told = unit(text=text, parameters=parameters)
    found = novelty([told], JOB, ByLetters())
    assert found.new == ((told.id,) if is_new else ())
    assert [one.unit for one in found.written] == ([] if is_new else [told.id])


def test_without_a_written_procedure_everything_is_new():
    told = unit()
    empty = Procedure(id="p", title="Flange")
    assert novelty([told], empty, ByLetters()).new == (told.id,)
    assert novelty([], JOB, ByLetters()).new == ()


@pytest.mark.weights
def test_the_real_encoder_knows_the_same_in_other_words_in_both_languages():
    steps = (Step(id="a", title="볼트를 대각선 순서로 조인다", key_point=("Keep the seal dry",)),)
    job = Procedure(id="p", title="플랜지", steps=steps)
    same = [unit(text="볼트를 대각선 순서로 조입니다"), unit(text="Keep the seal dry at all times")]
    new = [
        unit(text="소리가 둔해지면 바로 멈추고 나사산을 봅니다"),
        unit(text="In winter I warm the part by hand first"),
    ]
    found = novelty([*same, *new], job, Embedder())
    assert found.new == tuple(one.id for one in new)
