"""Figures of a dataset, and the papers about it that lie at its top, in Korean and English."""
