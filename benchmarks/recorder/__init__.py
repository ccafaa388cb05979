"""How well the recorder in the browser keeps sound and picture together."""
