"""All SQL, one file a noun: values go in and come out, rows never leave."""
