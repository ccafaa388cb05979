"""Ids that say nothing about what they name."""

import secrets


def new_id(prefix: str) -> str:
    """A random id, such as ``ses-0f3a…``: prefix and 16 hex digits."""
    return f"{prefix}-{secrets.token_hex(8)}"
