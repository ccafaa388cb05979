"""The programme: which jobs are planned with whom, and what is next for each."""
