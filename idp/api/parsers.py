"""The one body format of the API: a JSON object in UTF-8. Spec: RFC 8259; RFC 7493."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from idp.protocol import rfc8259_json


class StrictJSONParser(BaseParser):
    """``application/json``, UTF-8 only, at most 64 KiB, no ambiguity."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The body as a dict.

        Raises: ParseError (400), UnsupportedMediaType (415).
        """
        kind, parameters = parse_header_parameters(media_type or "")
        encoding = (parser_context or {})["request"].META.get("HTTP_CONTENT_ENCODING", "identity")
        if kind != self.media_type or parameters.get("charset", "utf-8").lower() != "utf-8" or encoding.lower() != "identity":
            raise UnsupportedMediaType(self.media_type, "Send application/json in UTF-8, not compressed.")
        try:
            return rfc8259_json.parse_object(stream.read(rfc8259_json.MAX_BYTES + 1))
        except rfc8259_json.JsonError as error:
            raise ParseError(str(error)) from error
