"""The parts of the page on which a job is tried from its sheet."""
