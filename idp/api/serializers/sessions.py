"""Where a person is signed in."""

from rest_framework import serializers

from idp.api.serializers.activity import ClientNameSerializer
from idp.lifecycle.activity import PROVED_BY


class SessionSerializer(serializers.Serializer[object]):
    """One live sign-in of one browser."""

    handle = serializers.CharField(help_text="Names the session in this API; it opens nothing.")
    current = serializers.BooleanField(help_text="The session that this access token came from.")
    created_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    auth_time = serializers.DateTimeField(help_text="When the person was last authenticated.")
    acr = serializers.CharField()
    amr = serializers.ListField(child=serializers.CharField())
    factor = serializers.ChoiceField(choices=PROVED_BY, allow_null=True, help_text="The strongest proof of the sign-in.")
    ip = serializers.CharField(allow_null=True)
    place = serializers.CharField(allow_null=True, help_text="About where, if this deployment knows places.")
    client = ClientNameSerializer(allow_null=True, help_text="Whom the sign-in was for; null: this service's own pages.")
    apps = ClientNameSerializer(many=True, help_text="All clients that got tokens in it, the first one first.")
    device = serializers.CharField(help_text="Browser and system in words.")


class SessionListSerializer(serializers.Serializer[object]):
    """The live sessions, the latest seen first."""

    results = SessionSerializer(many=True)


class EndedSerializer(serializers.Serializer[object]):
    """How many sessions were ended."""

    ended = serializers.IntegerField()
