"""What the corrections of a site say about how sure the machine may be."""
