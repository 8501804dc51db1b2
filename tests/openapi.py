"""Print the API's OpenAPI document, for the types of the React app: `make api-types`, and compared by `make check`."""

import json
import sys

import django
from django.conf import settings
from django.test import Client


def main() -> None:
    """Ask the running code itself; the database is not touched."""
    django.setup()
    answer = Client(headers={"host": settings.IDP.host}).get("/api/schema")
    json.dump(answer.json(), sys.stdout)


if __name__ == "__main__":
    main()
