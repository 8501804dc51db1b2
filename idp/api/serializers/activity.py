"""What happened to the account, and by which client."""

from rest_framework import serializers

from idp.api.serializers.strict import StrictSerializer
from idp.lifecycle.activity import KINDS, PROVED_BY


class ClientNameSerializer(serializers.Serializer[object]):
    """A client as people know it."""

    client_id = serializers.CharField()
    name = serializers.CharField()


class ActivityQuerySerializer(StrictSerializer):
    """Where a page of the history begins."""

    cursor = serializers.CharField(required=False, max_length=16, help_text="`next` of the page before.")


class ActivityEntrySerializer(serializers.Serializer[object]):
    """One thing that happened; what is not known is null."""

    reference = serializers.CharField(help_text="Names the entry; an administrator finds it by this.")
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=KINDS)
    outcome = serializers.ChoiceField(choices=["success", "refused"])
    device = serializers.CharField(allow_null=True, help_text="Browser and system in words.")
    ip = serializers.CharField(allow_null=True)
    place = serializers.CharField(allow_null=True, help_text="About where, if this deployment knows places.")
    client = ClientNameSerializer(allow_null=True)
    factor = serializers.ChoiceField(choices=PROVED_BY, allow_null=True)
    is_new_device = serializers.BooleanField(help_text="Signed in with a browser for the first time.")
    ended_device = serializers.CharField(allow_null=True, help_text="What was signed out, where it is not `device` itself.")
    sid_is_current = serializers.BooleanField(help_text="Of the session that this access token came from.")


class NotMeSerializer(StrictSerializer):
    """The entry that the person knows nothing of."""

    reference = serializers.CharField(max_length=16)


class DeniedSerializer(serializers.Serializer[object]):
    """What was ended, and what the person should do now."""

    session_ended = serializers.BooleanField(help_text="The sign-in was still open, or an app still connected by it.")
    next = serializers.ChoiceField(choices=["change_password"], help_text="Which signs out everywhere else.")


class ActivitySerializer(serializers.Serializer[object]):
    """A page of the history, the latest first."""

    results = ActivityEntrySerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page; null on the last.")
