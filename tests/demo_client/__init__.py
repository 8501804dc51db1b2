"""Tests of the sample relying party over real HTTP; no Django (spec: OpenID Connect Core §3.1)."""
