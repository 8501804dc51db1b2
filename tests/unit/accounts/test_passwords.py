"""Passwords. PW-01, PW-02, PW-03, PW-04."""

import queue
import threading
import time
import unicodedata

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from hypothesis import given, settings
from hypothesis import strategies as st

from idp.accounts import passwords
from idp.accounts.models import User
from idp.core.errors import AppError
from idp.core.front import THREADS
from idp.limits.gate import Busy, Gate


def owner(password: str) -> User:
    return User(password=passwords.hash_password(password))


@pytest.mark.parametrize(
    "password", ["x" * 64, "ab" * 64, " leading", "trailing ", "two  spaces", "😀 héllo ßtraße", "\t", "x" * 1024]
)
def test_every_character_counts(password: str) -> None:
    user = owner(password)
    assert passwords.check(user, password)
    assert not passwords.check(user, password[:-1] + "?")
    assert not passwords.check(user, password[:-1])


def test_passwords_that_differ_after_72_bytes_differ() -> None:
    assert not passwords.check(owner("x" * 72 + "a"), "x" * 72 + "b")


@settings(max_examples=8, deadline=None)
@given(st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable()))
def test_compatible_spellings_are_one_password(password: str) -> None:
    user = owner(unicodedata.normalize("NFC", password))
    assert passwords.check(user, unicodedata.normalize("NFD", password))


def test_the_hash_is_argon2id_with_our_parameters_and_django_knows_it() -> None:
    encoded = passwords.hash_password("correct horse")
    assert encoded.startswith("argon2id$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher(encoded).algorithm == "argon2id"
    assert check_password("correct horse", encoded)
    assert passwords.hash_password("correct horse") != encoded
    assert not passwords.needs_upgrade(encoded)


def test_weaker_parameters_ask_for_an_upgrade() -> None:
    weak = passwords.Argon2idHasher()
    weak.time_cost = 1
    assert passwords.needs_upgrade(weak.encode("correct horse", weak.salt()))


@pytest.mark.parametrize("password", ["x" * 1025, "x" * 10**7, "\ud800"])
def test_what_cannot_be_a_password_is_refused_before_any_hashing(password: str) -> None:
    started = time.process_time()
    for refuse in (lambda: passwords.check(None, password), lambda: passwords.hash_password(password)):
        with pytest.raises(AppError) as refused:
            refuse()
        assert refused.value.status == 400
    assert time.process_time() - started < 0.05


@pytest.mark.parametrize("stored", ["", "!unusable", "argon2id$", "argon2id$argon2id$broken", "md5$a$b", "pbkdf2_sha256$1$a$b"])
def test_an_account_without_a_password_of_ours_has_none(stored: str) -> None:
    assert not passwords.check(User(password=stored), "")
    assert not passwords.check(User(password=stored), "anything")


def test_an_unknown_person_costs_one_hash_like_a_known_one() -> None:
    user = owner("correct horse battery staple")
    passwords.check(None, "warm")
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for _ in range(15):
        for name, who in (("known", user), ("unknown", None)):
            started = time.process_time()
            assert not passwords.check(who, "wrong horse")
            times[name].append(time.process_time() - started)
    known, unknown = (min(times[name]) for name in ("known", "unknown"))
    assert 0.7 < known / unknown < 1.4


def test_a_flood_of_checks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many threads ask, a few hash, a few wait, and everybody else is told at once to come again."""
    go_on, said, lock = threading.Event(), queue.Queue[str](), threading.Lock()
    running, peak = 0, 0

    def slow(self: passwords.Argon2idHasher, password: str, encoded: str) -> bool:
        nonlocal running, peak
        with lock:
            running += 1
            peak = max(peak, running)
        go_on.wait(10)
        with lock:
            running -= 1
        return True

    def ask(network: int) -> None:
        try:
            with passwords.at_work(f"10.0.{network}.7"):
                passwords.check(None, "wrong")
            said.put("checked")
        except Busy as busy:
            said.put(str(busy.status))

    encoded = passwords._hasher().decoy
    monkeypatch.setattr(passwords.Argon2PasswordHasher, "verify", slow)
    threads = [threading.Thread(target=ask, args=(network,)) for network in range(16)]
    for thread in threads:
        thread.start()
    held = passwords.work.places + passwords.work.waiting
    assert [said.get(timeout=10) for _ in range(16 - held)] == ["503"] * (16 - held)
    go_on.set()
    assert encoded and [said.get(timeout=10) for _ in range(held)] == ["checked"] * held
    assert peak <= passwords.work.places


def test_nothing_dear_is_done_without_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = passwords.hash_password("correct horse")
    monkeypatch.setattr(passwords, "work", Gate(places=0, waiting=0, share=1, patience_seconds=0))
    for dear in (
        lambda: passwords.check(User(password=encoded), "correct horse"),
        lambda: passwords.hash_password("correct horse"),
        lambda: passwords.strength("correct horse"),
    ):
        with pytest.raises(Busy):
            dear()


def test_half_of_a_process_stays_free_for_what_is_cheap() -> None:
    assert passwords.work.places + passwords.work.waiting <= THREADS // 2
    assert passwords.work.share < passwords.work.places + passwords.work.waiting


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "a long enough password", "x7Kq9!pzW", "My password is long", "x" * 64, " " * 40],
)
def test_good_passwords(password: str) -> None:
    assert passwords.strength(password, inputs=["ada@example.org", "Ada Lovelace"]) == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "at least 12 characters"),
        ("sevenxx", "at least 12 characters"),
        ("password", "tried first"),
        ("password1234", "tried first"),
        ("123456789012", "tried first"),
        ("qwertyuiop12", "tried first"),
        ("adalovelace12", "name or e-mail"),
        ("gatehouse123", "name or e-mail"),
        ("ada@example.org", "name or e-mail"),
        ("x" * 1025, "at most 1,024"),
    ],
)
def test_weak_passwords_and_why(password: str, reason: str) -> None:
    problems = passwords.strength(password, inputs=["ada@example.org", "Ada Lovelace"])
    assert len(problems) == 1 and reason in problems[0]


def test_a_name_inside_a_strong_password_is_no_fault() -> None:
    assert passwords.strength("ada-7Kq9!pzW-lovelace-x2", inputs=["Ada Lovelace"]) == []


def test_there_are_no_composition_rules() -> None:
    assert passwords.strength("onlylowercaselettershere") == []
