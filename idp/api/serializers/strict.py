"""Input that is refused when it holds more than was asked for, so that no caller believes an ignored member."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer


class StrictSerializer(Serializer[Any]):
    """A serializer without unknown or read-only members in its input."""

    def to_internal_value(self, data: Any) -> Any:
        writable = {name for name, field in self.fields.items() if not field.read_only}
        if not isinstance(data, dict) or set(data) - writable:
            raise ValidationError({"body": ["The body has a member that this call does not take."]})
        return super().to_internal_value(data)


class EmptySerializer(StrictSerializer):
    """No members."""
