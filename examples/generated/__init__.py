"""Takes of the generated expert as a release, with the exact truth as labels."""
