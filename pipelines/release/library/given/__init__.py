"""Who has which release."""
