"""Django's authentication backend: it never authenticates; people are proved by interactions only."""

from django.contrib.auth.backends import BaseBackend

from idp.accounts.models import User


class SessionBackend(BaseBackend):
    """Finds the person of a session; ``authenticate`` stays the base's refusal, so no other login door exists."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
