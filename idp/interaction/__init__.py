"""What must the person still do? See ``policy.py``."""
