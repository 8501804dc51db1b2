"""Passwords: Argon2id, NFKC, at most 1,024 characters, judged by length or guessability. Spec: RFC 9106; RFC 8265 §4.

Judging and hashing keep a core busy, so both go through one gate, after the limit of the door that asks for them.
Two spellings of the same text that Unicode calls compatible (NFC and NFD, full-width and ASCII letters, no-break and
plain space) are one password; every other character counts exactly as typed, spaces at the ends included.
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from idp.accounts import guessability
from idp.accounts.models import User
from idp.core import networks, secrets
from idp.core.errors import AppError
from idp.limits import rates
from idp.limits.gate import Gate

LONGEST = 1024  # characters, before normalisation
SHORTEST = 8
LONG_ENOUGH = 12
_STRONG = 3  # zxcvbn: more than 10^8 guesses
_TRIED_FIRST = 1  # zxcvbn: fewer than 10^6 guesses, however long the password is
_LONGEST_WORDS = 1024  # characters of a name or address that are looked at
_HELD = 4  # threads that work or wait here, of the eight that a process of `idp serve` has: the rest answers what is cheap
_PLACES = max(1, min(_HELD - 1, os.cpu_count() or 1))  # 19 MiB each
work = Gate(places=_PLACES, waiting=_HELD - _PLACES, share=_HELD - 1, patience_seconds=2)


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with m=19 MiB, t=2, p=1, over the normalised password."""

    algorithm = "argon2id"
    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with work.place():
            return super().encode(normalise(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        with work.place():
            return super().verify(normalise(password), encoded)

    @cached_property
    def decoy(self) -> str:
        """A hash that no password has, for people who do not exist."""
        return self.encode(secrets.token(), self.salt())


@contextmanager
def at_work(ip: str) -> Iterator[None]:
    """A place at the gate for all hashing and judging inside, counted for the network of ``ip``. Raises: Throttled; Busy."""
    with work.place(networks.site(ip)):
        yield


def normalise(password: str) -> str:
    """The text that is hashed. Raises: AppError when it is too long or no Unicode text."""
    if len(password) > LONGEST:
        message = _("Use a password of at most 1,024 characters.")
        raise AppError("password_too_long", message, fields={"password": [message]})
    try:
        password.encode()
    except UnicodeEncodeError as error:
        message = _("The password holds a character that cannot be used.")
        raise AppError("password_not_text", message, fields={"password": [message]}) from error
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The password as it is stored. The caller has judged it by ``strength``. Raises: AppError."""
    hasher = _hasher()
    return hasher.encode(password, hasher.salt())


def new_hash(password: str, *, ip: str, inputs: Iterable[str] = (), instead_of: User | None = None) -> str:
    """A new password of somebody at ``ip``, judged and hashed: slow, so before a transaction and after the door's limit.

    ``instead_of`` is whose password it replaces: the same one again would let back in whoever it is to keep out. The caller
    has made sure that no stranger can ask so. Raises: AppError (422) when it is too weak or the same; Throttled; Busy.
    """
    rates.hit(rates.Door.NEW_PASSWORD, ip=ip)
    with at_work(ip):
        insist(password, inputs=inputs)
        if instead_of is not None and check(instead_of, password):
            message = _("This is your password already. Choose another one: whoever knows this one would still get in.")
            raise AppError("same_password", message, status=422, fields={"password": [message]})
        return hash_password(password)


def insist(password: str, *, inputs: Iterable[str] = ()) -> None:
    """Raises: AppError (422) with what is wrong with a new password."""
    problems = strength(password, inputs=inputs)
    if problems:
        raise AppError("weak_password", problems[0], status=422, fields={"password": problems})


def check(user: User | None, password: str) -> bool:
    """Whether this is the person's password; one Argon2 hash whoever asks for whom. Raises: AppError."""
    hasher = _hasher()
    stored = user.password if user is not None and is_hash(user.password) else ""
    return hasher.verify(password, stored or hasher.decoy) and bool(stored)


def is_hash(encoded: str) -> bool:
    """Whether a stored or imported value is a hash that ``check`` can verify."""
    try:
        decoded = _hasher().decode(encoded)
    except (ValueError, AssertionError, KeyError, AppError):
        return False
    return bool(decoded["algorithm"] == "argon2id" and decoded["variety"] == "argon2id")


def needs_upgrade(encoded: str) -> bool:
    """Whether a stored hash has other parameters than a new one would have."""
    return _hasher().must_update(encoded)


def strength(password: str, *, inputs: Iterable[str] = ()) -> list[str]:
    """What is wrong with a new password, in words; empty when it is good.

    ``inputs`` are the person's name, address and the like: they count only as far as they make the password guessable.
    """
    if len(password) > LONGEST:
        return [_("Use a password of at most 1,024 characters.")]
    text = normalise(password)
    if len(text) < SHORTEST:
        return [_("Use at least 12 characters, or a shorter password that is hard to guess.")]
    if len(text) > guessability.LONGEST:
        return []
    words = [settings.IDP.name.lower(), *(part for value in inputs for part in _words(value))]
    with work.place():
        verdict = guessability.judge(text, words)
    if verdict.score >= _STRONG or (len(text) >= LONG_ENOUGH and verdict.score > _TRIED_FIRST):
        return []
    if verdict.is_personal:
        return [_("This password is easy to guess from your name or e-mail address. Use another one.")]
    if verdict.score <= _TRIED_FIRST:
        return [_("This password is among those that are tried first. Use another one.")]
    return [_("Use at least 12 characters, or a shorter password that is hard to guess.")]


def _words(value: str) -> list[str]:
    lowered = value[:_LONGEST_WORDS].casefold()
    parts = "".join(c if c.isalnum() else " " for c in lowered).split()
    return [lowered, "".join(parts), *(part for part in parts if len(part) > 2)]


def _hasher() -> Argon2idHasher:
    hasher = get_hasher("argon2id")
    assert isinstance(hasher, Argon2idHasher)
    return hasher
