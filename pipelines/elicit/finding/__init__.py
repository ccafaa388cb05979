"""Moments of a session, found by the worker."""
