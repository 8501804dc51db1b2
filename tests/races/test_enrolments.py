"""Of many changes of one person's factors at once, one holds. MF-22."""

from collections.abc import Callable
from typing import Any

import pyotp

from tests.races.conftest import Race


def test_a_page_loaded_twelve_times_at_once_shows_one_secret(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    assert len(set(race("begin", {"user": user, "binding": "interaction:1"}, times=12))) == 1


def test_five_browsers_enrol_at_once_and_one_wins(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person")
    browsers = [f"interaction:{n}" for n in range(5)]
    secrets = [ask("begin", user=user, binding=binding) for binding in browsers]
    moment = ask("unix_time")
    met = race(
        "confirm",
        [
            {"user": user, "binding": binding, "code": pyotp.TOTP(secret).at(moment)}
            for binding, secret in zip(browsers, secrets, strict=True)
        ],
    )
    assert met.count("confirmed") == 1
    assert set(met) <= {"confirmed", "superseded", "throttled"}
    assert ask("enrolled", user=user) == [1, 1, 10]


def test_one_link_followed_in_five_browsers_adds_one_app(race: Race, ask: Callable[..., Any]) -> None:
    """All five are of the one whose password and mailbox it took; whoever is second has an app and is asked for its code."""
    user = ask("make_person")
    link = ask("mail_enrolment", user=user)
    browsers = [f"interaction:{n}" for n in range(5)]
    secrets = [ask("begin", user=user, binding=binding) for binding in browsers]
    moment = ask("unix_time")
    met = race(
        "confirm_by_link",
        [
            {"user": user, "binding": binding, "code": pyotp.TOTP(secret).at(moment), "link": link}
            for binding, secret in zip(browsers, secrets, strict=True)
        ],
    )
    assert met.count("confirmed") == 1 and ask("link_spent", link=link)
    assert ask("enrolled", user=user) == [1, 1, 10]


def test_many_new_sets_of_recovery_codes_leave_one_whole_set(race: Race, ask: Callable[..., Any]) -> None:
    user = ask("make_person", totp="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    sets = race("renew", {"user": user}, times=8)
    assert ask("enrolled", user=user) == [1, 1, 10]
    working = [codes for codes in sets if all(ask("is_live", user=user, code=code) for code in codes)]
    assert len(working) == 1


def test_one_address_registered_ten_times_at_once_is_one_account(race: Race, ask: Callable[..., Any]) -> None:
    forms = [{"email": "many@example.org", "binding": f"interaction:r{n}", "ip": f"198.51.{n}.9"} for n in range(10)]
    met = race("register", forms)
    assert set(met) <= {"registered", "throttled"}  # each from a network of its own: nobody holds up another
    assert ask("people_called", email="many@example.org") == 1
