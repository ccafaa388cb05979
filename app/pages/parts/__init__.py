"""Parts of the page of a work session."""
