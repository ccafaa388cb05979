"""What leaves the site: select, gate, split, package. Formats are one file each."""
