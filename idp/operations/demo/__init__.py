"""The demo: its data, the people and clients in it, and the processes that show it."""
