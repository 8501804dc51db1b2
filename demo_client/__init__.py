"""A relying party to read in ten minutes: app.py, then provider.py (spec: OpenID Connect Core 1.0)."""
