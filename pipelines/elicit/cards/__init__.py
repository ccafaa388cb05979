"""Know-how cards: suggested by rules, made, confirmed and struck by people."""
