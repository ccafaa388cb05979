"""Numbers of the cutting, written by ``python -m benchmarks.align.propose --write``."""

from pipelines.propose.cuts import Pace

SIGNS = (
    0.7499,  # order
    0.6071,  # now
    0.1611,  # request
    -1.3335,  # done
    -1.0224,  # detail
    0.8035,  # length
    0.1851,  # pause
    -0.1024,  # long_pause
    -0.4207,  # question
    0.6675,  # undo
    0.3995,  # acts
    0.4471,  # done_before
    -0.0486,  # topic_change
    0.0228,  # word_change
    0.1008,  # unlike_before
    0.2880,  # near_topic
    -0.4486,  # listener
)
BIAS = -2.4232
PACE = Pace(length_s=45.0, spread=1.3, weight=1.0, per_step=-2.25)
