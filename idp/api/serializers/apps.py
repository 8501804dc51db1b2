"""The clients that may act for the person."""

from rest_framework import serializers


class ScopeSerializer(serializers.Serializer[object]):
    """One thing that a client may do."""

    scope = serializers.CharField()
    words = serializers.CharField(help_text="The same as a sentence for people.")


class ConnectedAppSerializer(serializers.Serializer[object]):
    """One client with access to the account."""

    client_id = serializers.CharField()
    name = serializers.CharField()
    access = serializers.ChoiceField(
        choices=["consented", "first_party"], help_text="first_party: part of this service, which asks for no consent."
    )
    scopes = ScopeSerializer(many=True)
    connected_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    is_offline = serializers.BooleanField(help_text="Stays connected when the person signs out.")


class ConnectedAppListSerializer(serializers.Serializer[object]):
    """The connected apps, the latest used first."""

    results = ConnectedAppSerializer(many=True)
