"""Masks of one's own."""
