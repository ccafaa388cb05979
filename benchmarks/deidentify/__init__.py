"""How much of what is to be hidden is found, on sets made for the purpose."""
