"""The Django application of this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "idp.accounts"
    label = "accounts"

    def ready(self) -> None:
        from idp.accounts import address_codes, links, notices, password_reset  # noqa: PLC0415 - models load before ready()
        from idp.core import mail, outbox  # noqa: PLC0415
        from idp.limits import guesses  # noqa: PLC0415

        mail.register_judge(address_codes.WANTED, address_codes.is_wanted)
        mail.register_judge(links.WANTED, links.is_wanted)
        outbox.register(password_reset.ASKED, password_reset.send_link)
        outbox.register(guesses.BLOCKED, notices.tell_about_blocked_guesses)
