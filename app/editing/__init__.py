"""Correcting a session in the player: acts of a person in, entries of the journal out, and back."""
