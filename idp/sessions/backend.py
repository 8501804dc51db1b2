"""Django's authentication backend: it never authenticates; people are proved by interactions only."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend


class SessionBackend(BaseBackend):
    """Finds the person of a session; ``authenticate`` stays the base's refusal, so no other login door exists."""

    def get_user(self, user_id: int) -> Any:
        return get_user_model().objects.filter(pk=user_id, is_active=True).first()
