"""Find movement that is like another, and lay the same step of two sessions over each other."""
