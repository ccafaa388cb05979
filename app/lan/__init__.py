"""The app on the site's own network: over TLS, for devices that somebody here let in."""
