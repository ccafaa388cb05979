"""Coefficients of the confidence, written by ``benchmarks/align/fit.py``."""

SEGMENT = (
    2.42641,  # posterior_inside
    -1.86550,  # steps_mass
    2.26872,  # evidence_best
    -0.94794,  # log_steps
    0.41556,  # talk_per_minute
    -1.17960,  # told
    2.89441,  # occurrences
    1.32928,  # steps_named
    -2.33577,  # path_expected_iou
    1.41554,  # own_list
)
SEGMENT_BIAS = -1.31037
STEP = (
    0.33273,  # starts
    -0.23458,  # expected_length
    1.11031,  # evidence_best
    0.04659,  # segments
    1.74470,  # best_confidence
    -1.29268,  # log_steps
)
STEP_BIAS = 1.22665
