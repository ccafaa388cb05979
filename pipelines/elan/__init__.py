"""ELAN documents (EAF 3.0), whatever they are about."""
