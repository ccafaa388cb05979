"""Which project of a server a session goes to."""
