"""The Django application of this room."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "idp.limits"
    label = "limits"
