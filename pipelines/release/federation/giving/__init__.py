"""A granted release on its way to another site."""
