"""The guideline of labels, with example clips."""
