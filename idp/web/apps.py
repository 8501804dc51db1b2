"""The Django application of this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "idp.web"
    label = "web"
