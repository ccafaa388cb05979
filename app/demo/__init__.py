"""The demo session: entered through the same doors as a person's, by the actor ``demo``."""
