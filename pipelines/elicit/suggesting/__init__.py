"""Suggestions for know-how cards, drawn by the worker."""
