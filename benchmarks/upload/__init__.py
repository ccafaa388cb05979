"""What a large file on its way in costs the server."""
