"""Understand, judge, give out: stages are pure functions from values to values."""
