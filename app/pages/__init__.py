"""One file a page: each asks doors and draws the answer."""
