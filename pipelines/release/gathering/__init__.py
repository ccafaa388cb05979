"""All that is released of a session, before it is in any format."""
