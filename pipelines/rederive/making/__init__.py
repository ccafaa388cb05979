"""Making what a re-run wants."""
