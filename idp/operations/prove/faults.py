"""Proofs about faults: a server killed in mid-redemption, Redis flushed. Spec: architecture rules 3 and 9."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing

from django.conf import settings
from django_redis import get_redis_connection

from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import secrets
from idp.oidc.models import Grant
from idp.operations.prove.browser import Answer, Page, Stuck, require
from idp.operations.prove.guests import Flow, Guest, House, error_of, granted, userinfo

CODES = 24
ANSWERED = 4  # then it dies
READY_SECONDS = 30
ROUNDS = 5


class Node:
    """A second server of the same deployment, as `idp serve` starts it, on a free port of loopback: to be killed."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        command = [sys.executable, "-m", "idp.cli", "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        self.process = subprocess.Popen(  # noqa: S603 - our own program, arguments as a list
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def wait_until_ready(self) -> None:
        """Raises: Stuck."""
        ends_at = time.monotonic() + READY_SECONDS
        while not self._answers():
            require(self.process.poll() is None and time.monotonic() < ends_at, "a second server does not come up")
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL to it and its worker: nothing is tidied up."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _answers(self) -> bool:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as connection:
                connection.request("GET", "/livez")
                return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def killed_server(house: House) -> str:
    """kill -9 while codes are being redeemed: each code is spent with its record, or not at all and still good."""
    guest, browser = house.invite(), house.browser()
    house.flow().tokens(browser, guest)
    for _ in range(ROUNDS):
        node = Node()
        try:
            node.wait_until_ready()
            flows = [(flow, flow.code(browser.get(flow.url))) for flow in (house.flow() for _ in range(CODES))]
            answers = _redeem_and_kill(node, flows)
        finally:
            node.kill()
        if len(answers) < CODES:  # somebody was in the middle
            return _judge(guest, flows, answers)
    raise Stuck("the server answered everybody before it could be killed")


def _redeem_and_kill(node: Node, flows: list[tuple[Flow, str]]) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    enough, gate = threading.Event(), threading.Barrier(len(flows))

    def redeem(flow: Flow, code: str) -> None:
        gate.wait()
        try:
            answers[code] = flow.redeem(code, port=node.port)
            if len(answers) >= ANSWERED:
                enough.set()
        except (OSError, http.client.HTTPException, Stuck):
            return

    crowd = [threading.Thread(target=redeem, args=each) for each in flows]
    for one in crowd:
        one.start()
    enough.wait(READY_SECONDS)
    node.kill()
    for one in crowd:
        one.join()
    return answers


def _judge(guest: Guest, flows: list[tuple[Flow, str]], answers: dict[str, Answer]) -> str:
    """Every code against the database and the server that lives."""
    unspent = silent = 0
    for flow, code in flows:
        grant = Grant.objects.get(code_hash=secrets.digest(code))
        spent = grant.activated_at is not None
        events = Event.objects.filter(action=Action.CODE_REDEEM, detail__grant=grant.pk).count()
        require(events == int(spent), f"a grant that is {'' if spent else 'not '}spent has {events} records")
        if code in answers:
            tokens = granted(answers[code])
            require(spent and userinfo(flow.house.browser(), tokens["access_token"]) == 200, "an answered token does not work")
        elif spent:
            silent += 1
            require(error_of(flow.redeem(code)) == "invalid_grant", "a code was spent twice")
        else:
            unspent += 1
            granted(flow.redeem(code))
    return f"{len(answers)} answered, {unspent} untouched and good elsewhere, {silent} spent with the answer lost"


def flushed_redis(house: House) -> str | None:
    """Redis loses everything: the sign-in under way goes on, the session lives, the code is still spent once."""
    if not settings.IDP.redis_url:
        return None
    guest, browser, flow, other = house.invite(), house.browser(), house.flow(), house.flow()
    page = flow.walk(browser, guest, until="mfa-totp")
    assert isinstance(page, Page)
    browser.submit(page, code="not a code")
    get_redis_connection("default").flushall()
    code = flow.code(flow.walk(browser, guest, browser.get(page.url)))
    get_redis_connection("default").flushall()
    tokens = granted(flow.redeem(code))
    require(error_of(flow.redeem(code)) == "invalid_grant", "a code was spent twice")
    other.code(browser.get(other.url))
    require(userinfo(browser, tokens["access_token"]) == 200, "the access token does not work")
    return "the sign-in went on, the session lives, the code was spent once"
