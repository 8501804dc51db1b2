#!/usr/bin/env python3
"""`python manage.py COMMAND` is the same as `idp COMMAND`."""

from idp.cli import main

if __name__ == "__main__":
    main()
