"""Markers that were heard: a word said alone, or two claps. Precision before completeness."""
