"""``make bundle``: one folder that installs Sonmat where there is no network (docs/bundle.md)."""
