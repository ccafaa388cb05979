"""What a task of a session is made of."""
