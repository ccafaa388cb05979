"""What was not said: moments to ask about, question cards, what is covered and what is open."""
