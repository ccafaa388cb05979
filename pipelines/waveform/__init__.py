"""How loud a recording is over time, drawn once and kept small."""
