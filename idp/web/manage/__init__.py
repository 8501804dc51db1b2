"""The console under /manage: a room for clients, people, groups and the audit log, in one frame."""
