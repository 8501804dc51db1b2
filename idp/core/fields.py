"""Database columns that compare as bytes on every database."""

from typing import Any

from django.db import models


class ByteStringField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """A string whose equality and uniqueness are those of its UTF-8 bytes.

    MariaDB's and MySQL's collations ignore case, accents or trailing spaces; there it is a VARBINARY.
    """

    def db_type(self, connection: Any) -> str | None:
        if connection.vendor == "mysql":
            assert self.max_length is not None
            return f"varbinary({self.max_length * 4})"
        return super().db_type(connection)

    def from_db_value(self, value: object, *_: object) -> object:
        return value.decode() if isinstance(value, bytes) else value


def digest_field(**options: Any) -> ByteStringField:
    """A column for a SHA-256 or HMAC-SHA-256 in hexadecimal."""
    return ByteStringField(max_length=64, **options)
