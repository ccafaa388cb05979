"""Material that shows Sonmat at work; nothing in the product imports it."""
