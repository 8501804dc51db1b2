"""The Django application of this room."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "idp.sessions"
    label = "idp_sessions"
    verbose_name = "Sessions"
