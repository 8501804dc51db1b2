"""The shared kernel."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "idp.core"
    label = "core"

    def ready(self) -> None:
        from idp.core import database_tls, mail, outbox  # noqa: PLC0415 - models load before ready()
        from idp.core.wakeup import Lane  # noqa: PLC0415

        outbox.register(mail.KIND, mail.deliver, Lane.MAIL)
        database_tls.watch()
