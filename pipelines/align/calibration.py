"""Coefficients of the confidence, written by ``benchmarks/align/fit.py``."""

SEGMENT = (
    2.42489,  # posterior_inside
    -1.86289,  # steps_mass
    2.25941,  # evidence_best
    -0.93884,  # log_steps
    0.43100,  # talk_per_minute
    -1.23685,  # told
    3.18575,  # occurrences
    1.32245,  # steps_named
    -2.36380,  # path_expected_iou
    1.41359,  # own_list
)
SEGMENT_BIAS = -1.60560
STEP = (
    0.32332,  # starts
    -0.21473,  # expected_length
    1.12986,  # evidence_best
    0.08392,  # segments
    1.66503,  # best_confidence
    -1.30235,  # log_steps
)
STEP_BIAS = 1.23955
