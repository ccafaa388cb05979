"""Hiding people, words and names before anything leaves: proposals that a person confirms."""
