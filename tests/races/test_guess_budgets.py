"""No guess is free because many come at once. MF-09, M16."""

from collections.abc import Callable
from typing import Any

from tests.races.conftest import Race


def test_forty_guesses_at_once_count_five(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    met = race("guess", {"user": user, "factor_class": "totp"}, times=40)
    assert sorted(met) == ["counted"] * 5 + ["throttled"] * 35
    assert ask("failures", user=user) == 5


def test_forty_wrong_codes_at_once_are_judged_five_times(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person", totp="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    guesses = [
        {"user": user, "factor_type": "totp", "code": "000000", "binding": f"interaction:{n}", "ip": f"198.51.{n}.1"}
        for n in range(40)
    ]
    met = race("verify", guesses)
    assert sorted(met) == ["throttled"] * 35 + ["wrong"] * 5


def test_twenty_events_at_a_limited_door_let_five_pass(race: Race) -> None:
    met = race("hit", {"door": "register", "ip": "192.0.2.1"}, times=20)
    assert sorted(met) == ["counted"] * 5 + ["throttled"] * 15


def test_fifty_sends_at_once_are_one(race: Race) -> None:
    sends = [{"door": "code_send", "account": "email_otp:ada@example.org", "ip": f"198.51.100.{n}"} for n in range(50)]
    assert race("hit", sends).count("counted") == 1
