"""POST /api/v1/me/password, /me/email, /me/email/confirm. Spec: RFC 9470."""

from datetime import timedelta

import pytest

from idp.accounts import passwords
from idp.accounts.models import User
from idp.core import clock
from idp.sessions.models import Session
from tests.factories.account_api import Caller, give_app, make_caller, make_person
from tests.factories.accounts import letters, other_code

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = "correct horse battery staple", "another rather long sentence"


def with_password(**values: object) -> Caller:
    return make_caller(make_person(password=passwords.hash_password(OLD), **values))


def test_a_new_password_keeps_this_session_and_ends_the_others() -> None:
    caller = with_password()
    elsewhere = make_caller(caller.user)
    assert caller.call("POST", "me/password", {"current_password": OLD, "password": NEW}).status_code == 204
    assert passwords.check(User.objects.get(pk=caller.user.pk), NEW)
    assert caller.call("GET", "me").status_code == 200
    assert elsewhere.call("GET", "me").status_code == 401
    assert [session.ended_at is None for session in Session.objects.order_by("pk")] == [True, False]


def test_what_is_wrong_is_named() -> None:
    caller = with_password()
    wrong = caller.call("POST", "me/password", {"current_password": "wrong wrong wrong", "password": NEW})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["current_password"])
    weak = caller.call("POST", "me/password", {"current_password": OLD, "password": "password1234"})
    assert (weak.status_code, list(weak.json()["errors"])) == (422, ["password"])
    assert User.objects.get(pk=caller.user.pk).epoch == 0


def test_the_address_changes_with_the_code_from_the_new_mailbox() -> None:
    caller = with_password(email="ada@example.org")
    elsewhere = make_caller(caller.user)
    sent = caller.call("POST", "me/email", {"email": "Countess@example.org"})
    assert sent.status_code == 202 and sent.json()["retry_after_seconds"] == 60
    assert caller.call("GET", "me").json()["email"] == "ada@example.org"
    code = letters("countess@example.org")[-1].code
    wrong = caller.call("POST", "me/email/confirm", {"code": other_code(code)})
    assert (wrong.status_code, wrong.json()["attempts_left"]) == (422, 4)
    done = caller.call("POST", "me/email/confirm", {"code": code})
    assert (done.status_code, done.json()["email"], done.json()["email_verified"]) == (200, "Countess@example.org", True)
    assert caller.call("GET", "me").status_code == 200 and elsewhere.call("GET", "me").status_code == 401
    assert caller.call("POST", "me/email/confirm", {"code": code}).status_code == 422, "once"


def test_asking_again_within_the_minute_waits() -> None:
    caller = with_password()
    assert caller.call("POST", "me/email", {"email": "new@example.org"}).status_code == 202
    answer = caller.call("POST", "me/email", {"email": "new@example.org"})
    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 60


@pytest.mark.spec("RFC 9470", "3", "MUST")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("me/password", {"current_password": OLD, "password": NEW}),
        ("me/email", {"email": "new@example.org"}),
        ("me/email/confirm", {"code": "123456"}),
    ],
)
def test_an_old_or_weak_proof_is_told_what_is_needed(path: str, body: dict[str, str]) -> None:
    user = make_person(password=passwords.hash_password(OLD))
    old = make_caller(user, at=clock.now() - timedelta(minutes=11))
    stale = old.call("POST", path, body)
    assert stale.status_code == 401 and 'error="insufficient_user_authentication"' in stale.headers["WWW-Authenticate"]
    give_app(user)
    weak = make_caller(user).call("POST", path, body)
    assert weak.status_code == 401 and 'acr_values="mfa"' in weak.headers["WWW-Authenticate"]
    assert User.objects.get(pk=user.pk).epoch == 0 and passwords.check(User.objects.get(pk=user.pk), OLD)


def test_a_token_that_outlived_its_session_cannot() -> None:
    caller = with_password()
    caller.grant.offline = True
    caller.grant.save()
    Session.objects.update(ended_at=clock.now())
    answer = caller.call("POST", "me/email", {"email": "new@example.org"})
    assert answer.status_code in {401, 409}
