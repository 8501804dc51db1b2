"""The Django application of this room."""

from django.apps import AppConfig


class InteractionConfig(AppConfig):
    name = "idp.interaction"
    label = "interaction"
