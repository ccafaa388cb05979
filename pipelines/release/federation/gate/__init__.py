"""Which releases may reach other sites, and which must come back."""
