"""Coefficients of the confidence, written by ``benchmarks/align/fit.py``."""

SEGMENT = (
    2.63811,  # posterior_inside
    0.39235,  # expected_iou
    -1.65229,  # steps_mass
    -1.93778,  # best_rival
    -0.73189,  # evidence_sum
    2.81123,  # evidence_best
    -0.01970,  # log_length
    0.16536,  # log_share
    0.05654,  # log_steps
    -0.04582,  # talk_per_minute
    -0.12264,  # told
    3.51117,  # position_gap
    4.09907,  # occurrences
    0.69840,  # steps_named
    -0.15767,  # fair_share
    0.60729,  # path_expected_iou
)
SEGMENT_BIAS = -4.78105
STEP = (
    0.05364,  # starts
    0.65507,  # expected_length
    0.90057,  # evidence_best
    0.05355,  # segments
    1.93876,  # best_confidence
    -1.32985,  # log_steps
)
STEP_BIAS = 1.35366
