"""What the library has: its releases as a site shows and publishes them."""
