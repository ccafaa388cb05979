"""What is hidden in words: found, judged by people, and replaced in all that leaves."""
