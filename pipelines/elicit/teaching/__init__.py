"""Teach-back: what an attempt from the sheet showed about the sheet."""
