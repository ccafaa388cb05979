"""All sessions of a job together: what was asked, what is open, what experts say differently."""
