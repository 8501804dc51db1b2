"""The append-only record of decisions and changes: import ``record`` and ``Action`` from ``idp.audit.events``."""
