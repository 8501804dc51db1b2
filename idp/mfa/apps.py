"""The Django application of this room."""

from importlib import import_module

from django.apps import AppConfig


class MfaConfig(AppConfig):
    name = "idp.mfa"
    label = "mfa"

    def ready(self) -> None:
        import_module("idp.mfa.checks")
