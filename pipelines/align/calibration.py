"""Coefficients of the confidence, written by ``benchmarks/align/fit.py``."""

SEGMENT = (
    3.86265,  # posterior_inside
    -1.39327,  # expected_iou
    -1.10628,  # steps_mass
    -1.89266,  # best_rival
    -0.66394,  # evidence_sum
    2.81602,  # evidence_best
    0.05040,  # log_length
    0.57273,  # log_share
    -1.00995,  # log_steps
    0.02604,  # talk_per_minute
    -0.16373,  # told
    0.80417,  # position_gap
    2.36635,  # occurrences
    0.92544,  # steps_named
    -0.32702,  # fair_share
    -2.25680,  # path_expected_iou
)
SEGMENT_BIAS = -0.05915
STEP = (
    0.15308,  # starts
    0.38087,  # expected_length
    0.91232,  # evidence_best
    0.09625,  # segments
    1.89339,  # best_confidence
    -1.37923,  # log_steps
)
STEP_BIAS = 1.34662
