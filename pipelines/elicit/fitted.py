"""Weights."""
AT_WORK: dict[str, float] = {"": 0.0}
AT_WORK_BY_ARMS: dict[str, float] = {"": 0.0}
DOING: dict[str, float] = {"": 0.0}
DOING_BY_ARMS: dict[str, float] = {"": 0.0}
UNSPOKEN: dict[str, dict[str, float]] = {n: {"": 0.0} for n in ("hands","arms","nothing")}
EVENTS: dict[str, dict[str, float]] = {k: {"": 0.0} for k in ("pause", "regrip", "inspection", "hesitation")}
