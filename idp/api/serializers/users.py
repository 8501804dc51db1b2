"""People as the staff sees them."""

from rest_framework import serializers

from idp.api.serializers.strict import StrictSerializer
from idp.lifecycle import administration, directory


class UsersQuerySerializer(StrictSerializer):
    """Whom to find, and where a page begins."""

    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=directory.LONGEST,
        help_text="In the name, beginning the address, or a sub.",
    )
    after = serializers.CharField(required=False, max_length=directory.LONGEST, help_text="`next` of the page before.")


class FoundUserSerializer(serializers.Serializer[object]):
    """One person of the list."""

    sub = serializers.CharField()
    email = serializers.CharField()
    email_verified = serializers.BooleanField()
    name = serializers.CharField()
    preferred_username = serializers.CharField(allow_null=True, help_text="Null until the address is proved.")
    is_active = serializers.BooleanField(help_text="False: the account is locked.")
    is_admin = serializers.BooleanField()
    is_helpdesk = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    deletion_at = serializers.DateTimeField(allow_null=True, help_text="When the account goes, unless its owner keeps it.")


class UserListSerializer(serializers.Serializer[object]):
    """A page of people by address."""

    results = FoundUserSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Where the next page begins; null on the last.")


class UserAppSerializer(serializers.Serializer[object]):
    """An authenticator app."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field named as an attribute of every field
    last_used_at = serializers.DateTimeField(allow_null=True)


class UserSessionSerializer(serializers.Serializer[object]):
    """A live sign-in of one browser."""

    device = serializers.CharField(help_text="Browser and system in words.")
    ip = serializers.CharField(allow_null=True)
    acr = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()


class UserSerializer(FoundUserSerializer):
    """One person."""

    is_invited = serializers.BooleanField(help_text="The account waits for its owner.")
    groups = serializers.ListField(child=serializers.CharField())
    apps = UserAppSerializer(many=True)
    recovery_codes_left = serializers.IntegerField()
    sessions = UserSessionSerializer(many=True)


class ReasonSerializer(StrictSerializer):
    """Why it is done, for the record."""

    reason = serializers.CharField(max_length=administration.LONGEST_REASON)
