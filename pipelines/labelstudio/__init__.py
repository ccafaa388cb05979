"""What Label Studio shows of a session, as data for its tags."""
