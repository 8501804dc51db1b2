"""Proofs about one code and one token: a crowd at once, an answer that got lost. Spec: RFC 6749 §4.1.2; RFC 9700 §4.14.2."""

import threading
import time
from collections import Counter

from django.conf import settings

from idp.oidc.models import Grant
from idp.operations.prove.browser import Answer, Stuck, require
from idp.operations.prove.guests import Flow, House, error_of, granted, userinfo

CROWD = 100
TRIES = 3


def code_race(house: House) -> str:
    """A hundred bring one code at once: one gets tokens, which work; the others get invalid_grant."""
    for _ in range(TRIES):
        guest, flow = house.invite(), house.flow()
        code = flow.sign_in(house.browser(), guest)
        began = time.monotonic()
        answers = at_once(flow, code, CROWD)
        is_at_once = time.monotonic() - began < settings.IDP.code_reuse_tolerance.total_seconds()
        kinds = Counter((answer.status, error_of(answer)) for answer in answers)
        require(kinds == {(200, ""): 1, (400, "invalid_grant"): CROWD - 1}, f"the answers were {dict(kinds)}")
        grants = list(Grant.objects.filter(user=guest.user).values_list("generation", "revoke_reason"))
        if grants == [(1, "code reuse")] and not is_at_once:
            continue  # so slow a machine that the last of the crowd came late enough to be a thief
        require(grants == [(1, "")], f"the grants are {grants}")
        tokens = granted(next(answer for answer in answers if answer.status == 200))
        require(userinfo(house.browser(), tokens["access_token"]) == 200, "the one access token does not work")
        granted(flow.refresh(tokens["refresh_token"]))
        return f"1 of {CROWD}, and it refreshes"
    return f"1 of {CROWD}; the slowest came so late each time that they were taken for thieves"


def at_once(flow: Flow, code: str, times: int) -> list[Answer]:
    """What a crowd is told. Raises: Stuck when somebody is not answered."""
    answers, gate = list[Answer](), threading.Barrier(times)

    def take_part() -> None:
        gate.wait()
        try:
            answers.append(flow.redeem(code))
        except (OSError, Stuck):
            return

    crowd = [threading.Thread(target=take_part) for _ in range(times)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    require(len(answers) == times, f"{times - len(answers)} of {times} were not answered, or with a failure")
    return answers


def lost_answer(house: House) -> str:
    """A refresh whose answer got lost is repeated: the same successor, and the session goes on."""
    guest, flow = house.invite(), house.flow()
    tokens = flow.tokens(house.browser(), guest)
    lost = granted(flow.refresh(tokens["refresh_token"]))  # it never reached the client
    again = granted(flow.refresh(tokens["refresh_token"]))
    require(again["refresh_token"] == lost["refresh_token"], "the repeated refresh got another successor")
    after = granted(flow.refresh(again["refresh_token"]))
    require(userinfo(house.browser(), after["access_token"]) == 200, "the next access token does not work")
    return "the same successor, which goes on"
