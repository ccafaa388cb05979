"""The gate: what may leave, and for everything that stays, why."""
