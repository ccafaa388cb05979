"""The three minutes: one story through the whole of Sonmat, a module a few scenes."""
