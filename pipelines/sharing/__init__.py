"""Weights for all machines of a site, by way of its store."""
