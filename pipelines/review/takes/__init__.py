"""What each take of a session was for."""
