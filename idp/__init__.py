"""Gatehouse: an OAuth 2.0 / OpenID Connect identity provider with a second factor built in."""

from idp.celery import app as celery_app

__all__ = ["celery_app"]
