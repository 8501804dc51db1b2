"""Encryption at rest and key derivation from the named keys of ``IDP_ENCRYPTION_KEYS``.

A ciphertext is ``v1.<key id>.<base64url(nonce || AES-256-GCM)>``; its context (table, column, owner) is the AAD, so
rows cannot be swapped. The first key of the ring is active; older keys only decrypt.
"""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_VERSION = "v1"
_NONCE_BYTES = 12


class DecryptionError(Exception):
    """A ciphertext is damaged, of another context, or under a key that the ring no longer holds."""


def encrypt(plaintext: str, *context: str) -> str:
    """Encrypt under the active key, bound to ``context``."""
    return encrypt_under(next(iter(settings.IDP.encryption_keys)), plaintext, *context)


def encrypt_under(key_id: str, plaintext: str, *context: str) -> str:
    """Encrypt under one key of the ring, bound to ``context``."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_cipher_key(settings.IDP.encryption_keys[key_id])).encrypt(nonce, plaintext.encode(), _aad(context))
    return f"{_VERSION}.{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(ciphertext: str, *context: str) -> str:
    """Decrypt what ``encrypt`` made for the same context. Raises: DecryptionError."""
    version, _, rest = ciphertext.partition(".")
    key_id, _, encoded = rest.partition(".")
    key = settings.IDP.encryption_keys.get(key_id)
    if version != _VERSION or key is None:
        raise DecryptionError(f"no key {key_id!r} for version {version!r}")
    try:
        sealed = base64.urlsafe_b64decode(encoded)
        return AESGCM(_cipher_key(key)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _aad(context)).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise DecryptionError("the ciphertext does not authenticate in this context") from error


def prefix(key_id: str) -> str:
    """How every ciphertext under this key begins."""
    return f"{_VERSION}.{key_id}."


def key_of(ciphertext: str) -> str:
    """The id of the key that a ciphertext names."""
    return ciphertext.split(".")[1] if ciphertext.count(".") > 1 else "?"


def derived(purpose: str) -> bytes:
    """A 32-byte key for one purpose, derived from the active ring key by HKDF-SHA-256 (RFC 5869)."""
    return _derive(next(iter(settings.IDP.encryption_keys.values())), purpose)


def derived_lasting(purpose: str) -> bytes:
    """The purpose's key under the oldest ring key, which is the last: a new first key changes nothing of it."""
    return _derive(list(settings.IDP.encryption_keys.values())[-1], purpose)


def derived_all(purpose: str) -> list[bytes]:
    """The purpose's key under every ring key, active first: for checking MACs made before a rotation."""
    return [_derive(key, purpose) for key in settings.IDP.encryption_keys.values()]


@lru_cache(maxsize=256)
def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"gatehouse {purpose}".encode()).derive(key)


def _cipher_key(key: bytes) -> bytes:
    return _derive(key, "encryption at rest")


def _aad(context: tuple[str, ...]) -> bytes:
    return "\x1f".join(context).encode()
