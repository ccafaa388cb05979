"""The study of a first plant: how many experts it takes, and the figures of its filled forms."""
