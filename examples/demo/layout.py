"""Where everything stands (m): the figure faces -y across the bench, its right hand is at -x."""

import numpy as np

BENCH = 0.98
CENTRE = np.array([0.0, -0.44, 0.0])
FACE = 1.070  # height of the lower flange's sealing face
RADIUS = 0.088
THICK = 0.018
GASKET = 0.003
COVER = FACE + GASKET  # underside of the seated cover
TOP = COVER + THICK
BOLT_CIRCLE = 0.068
HEAD_HIGH = 0.012  # height of a bolt head
BOLTS = [
    CENTRE + np.array([BOLT_CIRCLE * np.cos(a), BOLT_CIRCLE * np.sin(a), TOP])
    for a in np.radians([225, 315, 45, 135])
]
CROSS = (0, 2, 1, 3)
WRENCH_LONG = 0.19  # grip to socket
BLADE_LONG = 0.085  # feeler gauge, grip to tip
HOME = {
    "rag": np.array([-0.14, -0.60, BENCH + 0.004]),
    "gasket": np.array([-0.29, -0.43, BENCH + 0.001]),
    "cover": np.array([0.25, -0.53, BENCH]),
    "wrench": np.array([-0.40, -0.29, BENCH + 0.045]),
    "gauge": np.array([-0.32, -0.26, BENCH + 0.006]),
    **{f"bolt{i}": np.array([-0.365 + 0.040 * i, -0.545, BENCH + 0.014]) for i in range(4)},
}
YAW = {"wrench": -90.0, "gauge": -100.0}  # how things lie before anybody takes them, degrees
CAMERA = np.array([0.02, -1.70, 1.88])
CAMERA_TARGET = np.array([-0.02, -0.32, 1.250])
CAMERA_FOV = 39.0
LIGHT = np.array([-0.40, -0.58, 0.74])
