"""Second looks: what repeats itself is heard again in parts, what is unclear with a wider beam."""

from dataclasses import replace

import numpy as np
import pytest

from data_schemas.clock import Interval
from data_schemas.procedure import GlossaryTerm
from pipelines.transcribe.believe import believe, not_understood
from pipelines.transcribe.engine import RATE
from pipelines.transcribe.glossary import Terms
from pipelines.transcribe.listen import Listening, listen, with_terms, wordless
from pipelines.transcribe.windows import plan
from tests.pipelines.transcribe.conftest import Scripted, heard

PHRASE = "turn it clockwise once"


def stretches(count, length=2.0, pause=0.6):
    step = length + pause
    return [Interval(start_s=10 + n * step, end_s=10 + n * step + length) for n in range(count)]


def situation(speech, **more):
    (window,) = plan(speech)
    sound = np.zeros(round(window.length_s * RATE), np.float32)
    return window, sound, Listening(language="en", speech=speech, **more)


def test_what_is_said_ten_times_is_heard_ten_times():
    speech = stretches(10)
    window, sound, how = situation(speech)
    whole = heard(" ".join([PHRASE] * 10), window.length_s, compression=4.0)
    engine = Scripted(
        lambda s, _: (whole,) if len(s) == len(sound) else (heard(PHRASE, len(s) / RATE),)
    )
    kept, dropped = believe(listen(engine, window, sound, how), speech)
    assert " ".join(u.text for u in kept).count(PHRASE) == 10 and dropped == []
    assert len(engine.asked) == 11, "once whole, and once for each stretch"


def test_a_loop_over_other_words_gives_way_to_what_each_stretch_holds():
    speech = stretches(4)
    window, sound, how = situation(speech)
    loop = heard(" ".join(["thank you"] * 30), window.length_s, compression=6.0)
    said = iter(["first the gasket", "then the bolts", "now the torque", "check for leaks"])
    engine = Scripted(
        lambda s, _: (loop,) if len(s) == len(sound) else (heard(next(said), len(s) / RATE),)
    )
    placed = listen(engine, window, sound, how)
    assert [p.text for p in placed] == [
        "first the gasket", "then the bolts", "now the torque", "check for leaks"
    ]  # fmt: skip
    assert [round(p.words[0].start_s, 1) for p in placed] == [10.0, 12.6, 15.2, 17.8]


def test_a_loop_that_stays_one_is_dropped_and_kept_visible():
    speech = stretches(1, length=3.0)
    window, sound, how = situation(speech)
    engine = Scripted(lambda s, _: (heard("again " * 120, len(s) / RATE, compression=20.0),))
    kept, (dropped, *_rest) = believe(listen(engine, window, sound, how), speech)
    assert kept == [] and "repeats itself" in dropped.reason and "again" in dropped.text


def test_clear_speech_is_decoded_once():
    speech = stretches(2)
    window, sound, how = situation(speech)
    engine = Scripted(lambda s, _: (heard("set the gasket dry", len(s) / RATE),))
    listen(engine, window, sound, how)
    assert [how.beam for _, how in engine.asked] == [1]


@pytest.mark.parametrize(("second", "stands"), [(-0.5, "wide"), (-1.1, "greedy")])
def test_unclear_speech_gets_a_wider_beam_and_the_better_one_stands(second, stands):
    speech = stretches(2)
    window, sound, how = situation(speech)
    engine = Scripted(
        lambda s, d: (
            heard("wide words", 4, logprob=second)
            if d.beam > 1
            else heard("greedy words", 4, logprob=-0.7),
        )
    )
    (placed,) = listen(engine, window, sound, how)
    assert placed.text.startswith(stands)


def test_what_is_not_understood_at_all_gets_no_wider_beam():
    """It would run in circles for minutes."""
    speech = stretches(2)
    window, sound, how = situation(speech)
    engine = Scripted(lambda s, d: (heard("no idea what", 4.6, logprob=-1.1),))
    listen(engine, window, sound, how)
    assert [how.beam for _, how in engine.asked] == [1]


def test_the_other_language_is_taken_where_it_is_almost_sure():
    speech = stretches(2)
    window, sound, how = situation(speech)
    engine = Scripted(lambda s, d: (heard("네 맞습니다", 4.6),), likely={"ko": 0.97, "en": 0.03})
    (placed,) = listen(engine, window, sound, how)
    assert placed.language == "ko" and engine.asked[0][1].language == "ko"


def test_a_third_language_is_marked_and_its_text_refused():
    speech = stretches(2)
    window, sound, how = situation(speech)
    engine = Scripted(lambda s, d: (heard("a translation", 4),), likely={"de": 0.98, "en": 0.02})
    kept, (dropped,) = believe(listen(engine, window, sound, how), speech)
    assert kept == [] and "another language (de)" in dropped.reason


def test_an_unsure_guess_of_the_language_changes_nothing():
    speech = stretches(2)
    window, sound, how = situation(speech)
    engine = Scripted(lambda s, d: (heard("set it dry", 4),), likely={"nn": 0.5, "en": 0.3})
    (placed,) = listen(engine, window, sound, how)
    assert placed.language == "en" and placed.foreign == ""


def test_the_glossary_is_asked_only_where_something_sounds_like_a_term():
    speech = stretches(2)
    terms = Terms((GlossaryTerm(term="gasket"),))
    window, sound, how = situation(speech, terms=terms)
    plain = heard("fit the gas kit dry", 4)
    engine = Scripted(lambda s, d: (heard("fit the gasket dry", 4),) if d.prompt else (plain,))
    placed, variants = with_terms(engine, window, sound, listen(engine, window, sound, how), how)
    assert " ".join(p.text for p in placed) == "fit the gasket dry"
    assert [v.used for v in variants] == ["with_glossary"] and "gasket" in engine.asked[-1][
        1
    ].prompt
    unrelated = replace(how, terms=Terms((GlossaryTerm(term="플랜지"),)))
    before = len(engine.asked)
    with_terms(engine, window, sound, listen(engine, window, sound, unrelated), unrelated)
    assert len(engine.asked) == before + 1, "heard once, without a prompt"


def test_a_second_hearing_that_swallows_words_takes_none_away():
    speech = stretches(2)
    terms = Terms((GlossaryTerm(term="gasket"),))
    window, sound, how = situation(speech, terms=terms)
    engine = Scripted(
        lambda s, d: (heard("gasket", 4) if d.prompt else heard("data models and gas kit", 4),)
    )
    placed, variants = with_terms(engine, window, sound, listen(engine, window, sound, how), how)
    assert " ".join(p.text for p in placed) == "data models and gasket"
    assert ("plain", "data models and") in [(v.used, v.plain) for v in variants]


def test_a_window_that_ends_in_its_middle_is_heard_again_in_stretches():
    speech = stretches(8)
    window, sound, how = situation(speech)
    short = heard("first we", window.length_s)
    engine = Scripted(
        lambda s, _: (short,) if len(s) == len(sound) else (heard(PHRASE, len(s) / RATE),)
    )
    placed = listen(engine, window, sound, how)
    assert [part.text for part in placed] == [PHRASE] * 8


def test_a_stretch_without_a_word_is_heard_by_itself_and_else_stands_in_dropped():
    speech = [Interval(start_s=10, end_s=14), Interval(start_s=14.6, end_s=18)]
    window, sound, how = situation(speech)
    said = heard("first wipe the face clean and dry", 4.0)
    engine = Scripted(lambda s, _: (said,) if len(s) == len(sound) else ())
    placed = listen(engine, window, sound, how)
    words = [word for part in placed for word in part.words]
    assert [seconds for seconds, _ in engine.asked] == pytest.approx([8.0, 3.4], abs=0.01)
    assert wordless(speech, words) == [speech[1]]
    (one,) = not_understood(wordless(speech, words))
    assert "no word of it" in one.reason and (one.start_s, one.end_s) == (14.6, 18)
