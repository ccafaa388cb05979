"""Find movement that is like another, and lay the same step of two sessions over each other."""

# How many seconds may be asked about at once.
SHORTEST_S, LONGEST_S = 1.0, 120.0
