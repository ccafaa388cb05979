"""Sessions out to annotators."""
