"""The shared kernel."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "idp.core"
    label = "core"
