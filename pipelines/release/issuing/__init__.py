"""What a site adds when it issues a release: its key, its number, its date."""
