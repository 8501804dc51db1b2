"""Specifications in pure Python: no Django, no I/O. One module per specification, its nickname in the name."""
