"""The person who calls."""

from typing import Any

from rest_framework import serializers

from idp.accounts import profile
from idp.api.serializers.strict import StrictSerializer


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=profile.URL_LENGTH, **options)


class AddressSerializer(StrictSerializer):
    """A postal address. Spec: OpenID Connect Core §5.1.1."""

    formatted = _text()
    street_address = _text()
    locality = _text()
    region = _text()
    postal_code = _text()
    country = _text()


class ClaimsSerializer(StrictSerializer):
    """What people say about themselves; a member of null is removed. Spec: OpenID Connect Core §5.1."""

    given_name = _text()
    family_name = _text()
    middle_name = _text()
    nickname = _text()
    preferred_username = _text(help_text="The username: unique, lower-case ASCII; null leaves it as it is.")
    profile = _text(help_text="A web address.")
    picture = _text(help_text="A web address.")
    website = _text()
    gender = _text()
    birthdate = _text(help_text="1815-12-10, or the year alone.")
    zoneinfo = _text(help_text="Such as Europe/Berlin.")
    phone_number = _text(help_text="With its country: +4930123456.")
    address = AddressSerializer(required=False, allow_null=True)


class ProfileSerializer(StrictSerializer):
    """What the call changes; what is not named stays."""

    name = serializers.CharField(required=False, max_length=profile.NAME_LENGTH)
    locale = serializers.CharField(required=False, allow_blank=True, max_length=profile.LOCALE_LENGTH)
    claims = ClaimsSerializer(required=False)


class KnownClaimsSerializer(ClaimsSerializer):
    """The claims that are known, those too that only an operator sets."""

    phone_number_verified = serializers.BooleanField(required=False)


class FactorsSerializer(serializers.Serializer[object]):
    """Which second factors the person can use."""

    totp = serializers.BooleanField(help_text="An authenticator app is set up.")
    email_code = serializers.BooleanField(help_text="Codes by e-mail may be used now.")
    email_code_off = serializers.BooleanField(help_text="The person switched codes by e-mail beside an app off.")
    mfa_required = serializers.BooleanField(help_text="The policy demands an app: the last one cannot be removed.")
    recovery_codes_left = serializers.IntegerField()
    recovery_codes_low = serializers.BooleanField(help_text="Three or fewer are left beside an app.")
    recovery_codes_saved = serializers.BooleanField(help_text="The person said that the codes are kept.")
    recovery_code_used_at = serializers.DateTimeField(allow_null=True, help_text="When one of these codes was last used.")


class MeSerializer(serializers.Serializer[object]):
    """The account behind the access token."""

    sub = serializers.CharField()
    email = serializers.CharField()
    email_verified = serializers.BooleanField()
    name = serializers.CharField(allow_blank=True)
    locale = serializers.CharField(allow_blank=True, help_text="The language of mails; empty: the deployment's.")
    claims = KnownClaimsSerializer(help_text="What is known; null where nothing is.")
    is_admin = serializers.BooleanField()
    is_helpdesk = serializers.BooleanField()
    deletion_at = serializers.DateTimeField(allow_null=True, help_text="When the account will be deleted.")
    acr = serializers.CharField(help_text="How the person was authenticated for this access token.")
    factors = FactorsSerializer()


class PasswordSerializer(StrictSerializer):
    """The current password and the one to come."""

    current_password = serializers.CharField(trim_whitespace=False, allow_blank=True, max_length=4096)
    password = serializers.CharField(trim_whitespace=False, allow_blank=True, max_length=4096, help_text="The new one.")


class EmailSerializer(StrictSerializer):
    """The address to come."""

    email = serializers.CharField(max_length=320, allow_blank=True)


class EmailCodeSentSerializer(serializers.Serializer[object]):
    """A mail is on its way to the new address; whether it holds a code only its reader knows."""

    expires_at = serializers.DateTimeField()
    retry_after_seconds = serializers.IntegerField(help_text="Ask for another one no sooner.")


class CodeSerializer(StrictSerializer):
    """The code from the new mailbox."""

    code = serializers.CharField(max_length=64, allow_blank=True, trim_whitespace=False)


class EmailCodeSwitchSerializer(StrictSerializer):
    """Whether codes by e-mail may be used beside an authenticator app."""

    enabled = serializers.BooleanField()
