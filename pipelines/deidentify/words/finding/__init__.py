"""What is found in the words of a session, as they stand now."""
