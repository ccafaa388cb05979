"""Off the server: called back, erased, withdrawn, ended."""
