"""What of the work is found in generated takes where hands do not tell it."""
