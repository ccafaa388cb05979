"""Re-runs: what a new model or parameter would make otherwise, made beside what holds."""
