"""Signatures under a time line: who confirmed, reviewed and approved it, and the list of it."""
