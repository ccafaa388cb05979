"""A sitting: the expert is asked on replay, and answers."""
