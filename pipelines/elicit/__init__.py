"""What to ask an expert after a recording: what was done without a word, and what was left open."""
