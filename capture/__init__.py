"""From people and devices into the vault, and out again only to who may. No machine learning."""
