"""Random walks of a browser through every page of a sign-in: no dead end, no failure of ours, no right that was not proved."""
