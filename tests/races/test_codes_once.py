"""A code is good once, however many bring it at the same time. MF-07, MF-26, M16."""

from collections.abc import Callable
from typing import Any

import pyotp

from tests.races.conftest import Race

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REFUSALS = {"replayed", "used", "wrong", "throttled"}


def bindings(**arguments: Any) -> list[dict[str, Any]]:
    return [arguments | {"binding": f"interaction:{n}", "ip": f"198.51.{n}.1"} for n in range(20)]


def test_one_code_of_an_app_from_twenty_half_sessions(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person", totp=SECRET)
    code = pyotp.TOTP(SECRET).at(ask("unix_time"))
    met = race("verify", bindings(user=user, factor_type="totp", code=code))
    assert met.count("verified") == 1
    assert set(met) <= {"verified"} | REFUSALS


def test_one_recovery_code_twenty_times(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person", totp=SECRET, codes=["AAAAA-AAAAA", "BBBBB-BBBBB"])
    met = race("verify", bindings(user=user, factor_type="recovery", code="aaaaa-aaaaa"))
    assert met.count("verified") == 1
    assert set(met) <= {"verified"} | REFUSALS
    assert ask("codes_left", user=user) == 1


def test_one_mailed_code_twenty_times(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    code = ask("send_code", user=user, binding="interaction:mail")
    met = race("prove_code", {"binding": "interaction:mail", "code": code}, times=20)
    assert met.count("verified") == 1
    assert set(met) <= {"verified", "replayed", "exhausted"}


def test_twenty_wrong_tries_at_a_mailed_code_count_five(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    code = ask("send_code", user=user, binding="interaction:wrong")
    met = race("prove_code", {"binding": "interaction:wrong", "code": f"{(int(code) + 1) % 10**6:06}"}, times=20)
    assert met.count("wrong") == 5 and met.count("exhausted") == 15
    assert ask("tries", binding="interaction:wrong") == 5
