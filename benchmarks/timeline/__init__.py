"""How quickly an hour of work opens, and how smoothly its time line moves."""
