"""What people see: asks a door, draws the answer. No rule and no SQL lives here."""
