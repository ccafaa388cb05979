"""What annotators gave back, read, checked and taken over."""
