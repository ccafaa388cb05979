"""Faces in a recording: two detectors that know nothing of each other, tracks, padded masks."""
