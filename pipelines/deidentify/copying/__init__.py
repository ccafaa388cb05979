"""The worker's part: masked copies of sessions whose masks somebody confirmed."""
