"""Enrolled authenticators, a pending one, and recovery codes."""

from rest_framework import serializers

from idp.api.serializers.strict import StrictSerializer


class AuthenticatorSerializer(serializers.Serializer[object]):
    """One enrolled authenticator; its secret is never shown again."""

    id = serializers.CharField(source="handle")
    type = serializers.ChoiceField(choices=["totp"])
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a member, not the field's label
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class AuthenticatorNameSerializer(StrictSerializer):
    """A name that its owner gives."""

    label = serializers.CharField(max_length=60, allow_blank=True)  # type: ignore[assignment]  # likewise


class AuthenticatorListSerializer(serializers.Serializer[object]):
    """The enrolled authenticators, oldest first."""

    results = AuthenticatorSerializer(many=True)


class TotpEnrolmentSerializer(serializers.Serializer[object]):
    """An authenticator app that waits for its first code; it proves nothing yet."""

    id = serializers.CharField(source="handle")
    secret = serializers.CharField(help_text="The key in base32, to type where the QR code cannot be scanned.")
    otpauth_uri = serializers.CharField()
    qr_svg = serializers.CharField(help_text="An SVG element of the otpauth URI.")
    expires_at = serializers.DateTimeField()


class TotpConfirmSerializer(StrictSerializer):
    """The first code of the app, and a name for it."""

    code = serializers.CharField(max_length=64, trim_whitespace=False, help_text="Spaces and dashes are forgiven.")
    label = serializers.CharField(max_length=60, allow_blank=True)  # type: ignore[assignment]  # likewise


class TotpConfirmedSerializer(serializers.Serializer[object]):
    """The authenticator, and recovery codes where the person had none."""

    authenticator = AuthenticatorSerializer()
    recovery_codes = serializers.ListField(child=serializers.CharField(), help_text="Shown once; empty if there were codes.")


class RecoveryCodesSerializer(serializers.Serializer[object]):
    """A new set of recovery codes, shown once."""

    codes = serializers.ListField(child=serializers.CharField())
