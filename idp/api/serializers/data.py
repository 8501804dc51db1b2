"""A person's data: the whole of it, and its end."""

from rest_framework import serializers


class ExportSerializer(serializers.Serializer[object]):
    """Everything kept about the person. Secrets, their digests and other people's data are not in it."""

    format = serializers.IntegerField(help_text="Version of this form.")
    issuer = serializers.CharField()
    exported_at = serializers.DateTimeField()
    account = serializers.DictField()
    authenticators = serializers.ListField(child=serializers.DictField())
    recovery_codes_left = serializers.IntegerField()
    sessions = serializers.ListField(child=serializers.DictField())
    consents = serializers.ListField(child=serializers.DictField())
    grants = serializers.ListField(child=serializers.DictField())
    activity = serializers.ListField(child=serializers.DictField())


class DeletionSerializer(serializers.Serializer[object]):
    """The day on which the account goes."""

    deletion_at = serializers.DateTimeField()
