"""Out to annotators and back: time against the bare SDK, and memory, for thousands of sessions."""
