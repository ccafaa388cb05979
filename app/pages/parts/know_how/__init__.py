"""Parts of the page with know-how cards."""
