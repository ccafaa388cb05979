"""Know-how cards in words: what each field is called, what a card says, where it comes from."""
