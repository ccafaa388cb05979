"""Releases of one name: the next one, and those that are to be deleted everywhere."""
