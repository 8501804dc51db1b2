"""EN-01 by the clock: three hundred sign-ins of each kind, interleaved, tell nobody apart. OWASP ASVS 6.3.8."""

import math
import random
import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password

from idp.accounts.models import User
from idp.core import clock
from tests.factories.people import PASSWORD
from tests.rp import Browser, Page
from tests.security.sign_ins import page_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
N = 300
KINDS = ("known", "disabled", "unverified", "unknown")


def test_the_clock_tells_nobody_apart() -> None:
    """A difference counts when it shows twice: one run in a hundred differs by chance."""
    encoded = make_password(PASSWORD)
    suspects = set(KINDS[:-1])
    for round_ in range(2):
        times = measure(round_, encoded)
        medians = {kind: statistics.median(values) for kind, values in times.items()}
        suspects &= {
            kind for kind in suspects
            if abs(medians[kind] - medians["unknown"]) >= 0.005 or p_value(times[kind], times["unknown"]) <= 0.01
        }  # fmt: skip
        if not suspects:
            return
    assert not suspects, medians


def measure(round_: int, encoded: str) -> dict[str, list[float]]:
    moment = clock.now()
    acts = []
    for kind in KINDS:
        for n in range(N):
            email = f"{kind:_<10}{round_}{n:03d}@example.org"
            acts.append((kind, email))
            if kind != "unknown":
                User.objects.create(
                    email=email, email_canonical=email, password=encoded, created_at=moment, is_active=kind != "disabled",
                    email_verified_at=None if kind == "unverified" else moment,
                )  # fmt: skip
    random.Random(round_).shuffle(acts)  # noqa: S311 - an order, not a secret
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    page: Page | None = None
    for number, (kind, email) in enumerate(acts):
        if number % 20 == 0:
            browser = Browser()
            page = page_of(browser)
        assert page is not None
        started = time.perf_counter()
        place = browser.submit(page, username=email, password="wrong wrong wrong")
        times[kind].append(time.perf_counter() - started)
        assert isinstance(place, Page) and place.status == 422
    return times


def p_value(left: list[float], right: list[float]) -> float:
    """Mann-Whitney's U, two-sided, by the normal approximation (no ties among clock readings)."""
    ranks = {value: rank for rank, value in enumerate(sorted(left + right), 1)}
    u = sum(ranks[value] for value in left) - len(left) * (len(left) + 1) / 2
    mean = len(left) * len(right) / 2
    deviation = math.sqrt(mean * (len(left) + len(right) + 1) / 6)
    return math.erfc(abs(u - mean) / deviation / math.sqrt(2))
