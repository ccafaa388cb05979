"""Find what was said and done: dense and lexical search over passages of the sessions."""
