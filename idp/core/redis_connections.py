"""Connections to Redis, for the cache and for Celery's broker, that wait for no resolver.

redis-py would, for however long: its timeouts begin after the look-up. ``idp.settings`` names these by their path.
"""

import socket
from typing import Any

import redis
from kombu.transport.redis import Channel, Transport
from redis.connection import Connection, SSLConnection

from idp.core.deadlines import Deadline

LOOKUP_SECONDS = 0.5  # once for a connection, which is kept: name servers may be further away than Redis


class InTime(Connection):
    """Clear text."""

    def _connect(self) -> socket.socket:
        addresses = Deadline(LOOKUP_SECONDS).resolve(self.host, self.port, is_ours=True)
        connection = Deadline(self.socket_connect_timeout or LOOKUP_SECONDS).connect(addresses, self.port)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(self.socket_timeout)
        return connection


class InTimeUnderTLS(SSLConnection, InTime):
    """Under TLS, which ``SSLConnection`` puts around what ``InTime`` connects."""


class Pool(redis.ConnectionPool):
    """The cache's connections."""

    def __init__(self, connection_class: type[Connection] = Connection, **options: Any) -> None:
        chosen = InTimeUnderTLS if issubclass(connection_class, SSLConnection) else InTime
        super().__init__(connection_class=chosen, **options)


class BrokerChannel(Channel):
    """The broker's connections."""

    connection_class = InTime
    connection_class_ssl = InTimeUnderTLS


class Broker(Transport):
    """Celery's ``broker_transport``."""

    Channel = BrokerChannel
