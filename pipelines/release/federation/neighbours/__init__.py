"""Other sites: their catalogues as they were read last, and what was fetched from them."""
