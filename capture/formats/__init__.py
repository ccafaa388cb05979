"""Texts in and out: each file turns one form into values and back, and touches no file itself."""
