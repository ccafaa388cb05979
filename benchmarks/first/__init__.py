"""How long a stranger waits on a machine that has nothing yet."""
