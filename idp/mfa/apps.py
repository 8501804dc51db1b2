"""The Django application of this room."""

from django.apps import AppConfig


class MfaConfig(AppConfig):
    name = "idp.mfa"
    label = "mfa"
