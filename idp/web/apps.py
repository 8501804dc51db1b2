"""Pages outside an interaction."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "idp.web"
    label = "web"

    def ready(self) -> None:
        from idp.interaction import targets  # noqa: PLC0415 - models load before ready()
        from idp.oidc import authorize  # noqa: PLC0415
        from idp.web import local  # noqa: PLC0415
        from idp.web.manage import trial  # noqa: PLC0415

        targets.register(trial.TARGET, targets.Target(authorize.ask, trial.complete, trial.restart, stays_here=True))
        targets.register(local.TARGET, targets.Target(local.ask, local.complete, local.restart))
