"""Parts of the pages about a job as a whole."""
