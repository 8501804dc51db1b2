"""The real services that the tests and a demo can run on: MariaDB, Redis, a mail sink and a worker, all on loopback."""
