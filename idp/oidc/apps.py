"""The authorization server."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "idp.oidc"
    label = "oidc"

    def ready(self) -> None:
        from idp.core import outbox  # noqa: PLC0415 - models load before ready()
        from idp.core.wakeup import Lane  # noqa: PLC0415
        from idp.interaction import targets  # noqa: PLC0415
        from idp.oidc import authorize, backchannel  # noqa: PLC0415
        from idp.sessions import services as sessions  # noqa: PLC0415

        targets.register(
            authorize.TARGET, targets.Target(authorize.ask, authorize.complete, authorize.restart, authorize.form_action)
        )
        outbox.register(sessions.ENDED, backchannel.session_ended)
        outbox.register(backchannel.KIND, backchannel.deliver, Lane.DELIVERIES)
