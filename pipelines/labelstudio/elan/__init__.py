"""ELAN's ``.eaf``: the same labels as in Label Studio, for who annotates without a server."""
