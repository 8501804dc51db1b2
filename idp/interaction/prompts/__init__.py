"""One file per screen: its checks (pure), what it shows, how it accepts an answer."""
