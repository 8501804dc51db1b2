"""The Django application of this room."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "idp.clients"
    label = "clients"
