"""What people told about a session beside the work: cards, answers, and what is worth asking."""
