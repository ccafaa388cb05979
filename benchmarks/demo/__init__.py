"""How easy the generated expert is to see and to hear, and what making one costs."""
