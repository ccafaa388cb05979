"""What annotators of a job agree on, counted over what they labelled blind."""
