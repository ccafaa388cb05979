"""A part of a recording, or one recording of several, erased for good."""
