"""The library: what is there to be asked for, who asked, and who was given what."""
