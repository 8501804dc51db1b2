"""The person who calls."""

from rest_framework import serializers


class FactorsSerializer(serializers.Serializer[object]):
    """Which second factors the person can use."""

    totp = serializers.BooleanField(help_text="An authenticator app is set up.")
    email_code = serializers.BooleanField(help_text="Codes by e-mail may be used.")
    recovery_codes_left = serializers.IntegerField()


class MeSerializer(serializers.Serializer[object]):
    """The account behind the access token."""

    sub = serializers.CharField()
    email = serializers.CharField()
    email_verified = serializers.BooleanField()
    name = serializers.CharField(allow_blank=True)
    is_admin = serializers.BooleanField()
    deletion_at = serializers.DateTimeField(allow_null=True, help_text="When the account will be deleted.")
    acr = serializers.CharField(help_text="How the person was authenticated for this access token.")
    factors = FactorsSerializer()
