"""What a handout is made from."""
