"""The index of a site as a sealed cache."""
