"""Django's session engine on our Session row: the cookie's value is stored as a digest, and only live rows load.

Anonymous browsers have no row: nothing before the last factor is kept in a session.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db.models import F, Subquery
from django.db.models.functions import Coalesce

from idp.core import clock, secrets
from idp.sessions.models import Deployment, Session


def live_sessions() -> Any:
    """The sessions that may act now: not ended, in time, of an active person, of the current epochs. A queryset."""
    moment = clock.now()
    deployment = Deployment.objects.order_by("pk").values("epoch")[:1]
    return Session.objects.select_related("user").filter(
        ended_at=None,
        expires_at__gt=moment,
        last_seen_at__gt=moment - settings.IDP.session_idle,
        user__is_active=True,
        user__epoch=F("epoch"),
        deployment_epoch=Coalesce(Subquery(deployment), 0),
    )


class SessionStore(SessionBase):
    """A session dictionary whose row is ``self.row`` once loaded or saved."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None
        self.was_flushed = False

    def load(self) -> dict[str, Any]:
        key = self.session_key
        self.row = live_sessions().filter(key_hash=secrets.digest(key)).first() if key else None
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.data)

    def exists(self, session_key: str | None = None) -> bool:
        return bool(session_key) and Session.objects.filter(key_hash=secrets.digest(session_key or "")).exists()

    def create(self) -> None:
        self._session_key = secrets.token()
        self.row = None
        self.save(must_create=True)
        self.modified = True
        self._session_cache: dict[str, Any] = {}

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self.encode(dict(self.items()) if not must_create else getattr(self, "_session_cache", {}))
        key_hash = secrets.digest(self.session_key)
        if must_create:
            if self.row is not None:  # cycle_key: the row and its sid stay, only the cookie's value changes
                self.row.key_hash = key_hash
                self.row.data = data
                self.row.save(update_fields=["key_hash", "data"])
                return
            self.row = self._new_row(key_hash, data)
            return
        if Session.objects.filter(key_hash=key_hash).update(data=data) != 1:
            raise UpdateError("the session ended while this request ran")

    def _new_row(self, key_hash: str, data: str) -> Session:
        moment = clock.now()
        return Session.objects.create(
            key_hash=key_hash,
            sid=secrets.token(128),
            data=data,
            created_at=moment,
            last_seen_at=moment,
            expires_at=moment + settings.IDP.session_absolute,
        )

    def cycle_key(self) -> None:
        """A new cookie value for the same row: what an attacker planted or saw before is worth nothing."""
        data = dict(self.items())
        row = self.row
        self._session_key = secrets.token()
        self._session_cache = data
        self.row = row
        self.save(must_create=True)
        self.modified = True

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(key_hash=secrets.digest(key), ended_at=None).update(
                ended_at=clock.now(), end_reason="flushed"
            )

    def flush(self) -> None:
        """Sign out: this answer takes the cookie away."""
        super().flush()
        self.was_flushed = True

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lt=clock.now() - timedelta(days=90), grants=None).delete()

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session
