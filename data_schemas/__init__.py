"""What things are: frozen, validated values. No file, network or model is touched here."""
