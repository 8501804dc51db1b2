"""The Django application of this room."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "idp.operations"
    label = "operations"
