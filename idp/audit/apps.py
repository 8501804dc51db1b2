"""The Django application of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "idp.audit"
    label = "audit"

    def ready(self) -> None:
        from idp.audit import anonymous, seals  # noqa: PLC0415 - models load before ready()
        from idp.core import wakeup  # noqa: PLC0415

        wakeup.every_minute(anonymous.close_due)
        wakeup.every_minute(seals.seal)
