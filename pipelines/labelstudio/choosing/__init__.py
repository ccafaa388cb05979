"""Somebody decides between versions that several annotators gave of one session."""
