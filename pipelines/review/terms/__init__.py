"""Terms for the word list out of people's corrections."""
