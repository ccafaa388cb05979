"""Two sites: what one offers and gives under its gate, and what the other reads and fetches."""
