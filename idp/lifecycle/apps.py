"""The Django application of this room."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "idp.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from idp.core import outbox  # noqa: PLC0415 - models load before ready()
        from idp.lifecycle import notices  # noqa: PLC0415
        from idp.sessions import services as sessions  # noqa: PLC0415

        outbox.register(sessions.NEW_BROWSER, notices.tell_of_new_browser)
