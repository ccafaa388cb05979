"""Parts of the page of the data library: asking for a dataset, answering, the catalogue."""
