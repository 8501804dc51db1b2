"""The gauntlet: what must hold of a running demo, proved over HTTP with throw-away people (architecture, section 8)."""
