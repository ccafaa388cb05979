"""Coefficients of the confidence, written by ``benchmarks/align/fit.py``."""

SEGMENT = (
    4.14823,  # posterior_inside
    -1.37680,  # expected_iou
    -1.07989,  # steps_mass
    -1.83927,  # best_rival
    -0.78759,  # evidence_sum
    2.86693,  # evidence_best
    0.05601,  # log_length
    0.62402,  # log_share
    -1.02248,  # log_steps
    0.01592,  # talk_per_minute
    -0.19710,  # told
    1.27597,  # position_gap
    2.60331,  # occurrences
    1.00326,  # steps_named
    -0.32647,  # fair_share
    -1.88380,  # path_expected_iou
)
SEGMENT_BIAS = -0.61514
STEP = (
    0.19450,  # starts
    0.16588,  # expected_length
    0.90139,  # evidence_best
    0.38391,  # segments
    1.87797,  # best_confidence
    -1.40630,  # log_steps
)
STEP_BIAS = 1.18447
