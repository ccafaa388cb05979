"""What several sessions at once take, to one alone in the same round."""

from benchmarks.pipeline.together import _row


def test_a_session_of_many_is_laid_beside_one_alone_of_its_round() -> None:
    took = {
        1: [(10.0, 15.0), (20.0, 15.0), (10.0, 15.0)],
        4: [(32.0, 60.0), (40.0, 60.0), (40.0, 60.0)],
    }
    found = _row(4, took)
    assert found["a_session_s"] == 10.0 and found["one_alone_s"] == 10.0 and found["n"] == 3
    assert (found["ratio_min"], found["a_session_ratio"], found["ratio_max"]) == (0.5, 0.8, 1.0)
    assert _row(1, took)["a_session_ratio"] == 1.0
