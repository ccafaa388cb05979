"""Weights as their publishers pack them, rewritten as the libraries that we use read them."""
