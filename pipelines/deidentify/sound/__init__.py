"""Words taken out of the sound, and voices disguised."""
