"""The Django application of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "idp.audit"
    label = "audit"
