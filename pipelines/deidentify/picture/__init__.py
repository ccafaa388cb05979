"""Masks put over a picture, round the hands that work, and made to follow what moves."""
