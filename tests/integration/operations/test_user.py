"""`idp user`: people from the administrator's shell."""

import io

import pytest

from idp.accounts import services as accounts
from idp.accounts.models import User
from idp.audit.models import Event
from idp.mfa.models import Authenticator, RecoverySet
from tests.factories.people import make_person, make_rp
from tests.integration.operations.terminal import refused, run, run_json
from tests.rp import Arrival, Browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_added_people_get_a_password_that_works_and_is_not_stored() -> None:
    added = run_json("user", "add", "Ada@Example.org", "--name", "Ada", "--verified", "--admin", "--group", "staff")
    user = User.objects.get(email_canonical="ada@example.org")
    assert (user.is_admin, user.name, user.email_verified_at is not None) == (True, "Ada", True)
    assert [group.name for group in user.groups.all()] == ["staff"]
    assert accounts.authenticate("ada@example.org", added["password"], ip="10.1.1.1") == user
    assert added["password"] not in str(Event.objects.values_list("detail", flat=True))


def test_a_given_password_is_read_from_the_input_and_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery staple\n"))
    added = run_json("user", "add", "bob@example.org", "--password-stdin")
    assert "password" not in added
    assert accounts.authenticate("bob@example.org", "correct horse battery staple", ip="10.1.1.1") is not None
    monkeypatch.setattr("sys.stdin", io.StringIO("password\n"))
    assert refused("user", "add", "carol@example.org", "--password-stdin").code == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert "empty" in refused("user", "add", "carol@example.org", "--password-stdin").words
    assert not User.objects.filter(email="carol@example.org").exists()


def test_an_operator_gives_usernames() -> None:
    assert run_json("user", "add", "ada@example.org")["preferred_username"] == "ada"
    assert run_json("user", "add", "bob@example.org", "--username", "Admin")["preferred_username"] == "admin"
    assert refused("user", "add", "eve@example.org", "--username", "ada").code == 1
    assert not User.objects.filter(email="eve@example.org").exists()
    assert run("user", "username", "ada@example.org", "countess") == "ada@example.org has now the username countess."
    assert run("user", "username", "ada@example.org", "countess") == "ada@example.org already has the username countess."
    assert "had this username" in refused("user", "username", "bob@example.org", "ada").words


def test_a_taken_or_impossible_address_is_refused_in_words() -> None:
    run("user", "add", "ada@example.org")
    assert refused("user", "add", "ADA@example.org").words == "There is an account with this e-mail address."
    assert refused("user", "add", "no address").code == 1
    assert refused("user", "lock", "nobody@example.org").words == "Nobody has the address nobody@example.org."


def test_the_list_says_what_matters() -> None:
    make_person(email="app@example.org", totp=True)
    make_person(email="boss@example.org", is_admin=True)
    listed = {one["email"]: one for one in run_json("user", "list")}
    assert (listed["app@example.org"]["has_app"], listed["boss@example.org"]["has_app"]) == (True, False)
    assert listed["boss@example.org"]["is_admin"] is True
    assert run("user", "list", "--search", "BOSS") == f"{'boss@example.org':<40} administrator"


def test_lock_kills_what_the_person_holds_and_unlock_lets_them_in_again() -> None:
    person, rp = make_person(), make_rp()
    flow = rp.begin()
    tokens = flow.tokens(Browser(), person)
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    assert run_json("user", "lock", person.email)["sessions_ended"] == 1
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert b'"invalid_grant"' in rp.refresh(tokens["refresh_token"]).content
    with pytest.raises(accounts.AccountLocked):
        accounts.authenticate(person.email, person.password, ip="10.1.1.2")
    assert run_json("user", "unlock", person.email)["changed"] is True
    assert run_json("user", "unlock", person.email)["changed"] is False
    assert rp.userinfo(tokens["access_token"]).status_code == 401, "unlocking brings nothing back"
    assert isinstance(rp.begin().sign_in(Browser(), person), Arrival)


def test_sign_out_ends_sessions_and_tokens_but_locks_nobody() -> None:
    person, rp = make_person(), make_rp()
    tokens = rp.begin().tokens(Browser(), person)
    assert run("user", "sign-out", person.email) == f"{person.email} is signed out; 1 session ended."
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert User.objects.get(email=person.email).is_active


def test_reset_mfa_removes_apps_and_codes_ends_sessions_and_tells_the_owner() -> None:
    person, rp = make_person(totp=True), make_rp()
    tokens = rp.begin().tokens(Browser(), person)
    reason = ["--reason", "called back on the known number"]
    assert run_json("user", "reset-mfa", person.email, *reason)["authenticators_removed"] == 1
    assert not Authenticator.objects.exists()
    assert not RecoverySet.objects.exists()
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    reset = Event.objects.get(action="user:factor:reset")
    assert (reset.actor, reset.subject) == ("operator", User.objects.get(email=person.email).sub)
    assert reset.reason == "called back on the known number"
    assert refused("user", "reset-mfa", person.email, "--reason", "x" * 201).words == "Use a reason of at most 200 characters."


def test_invite_send_again_take_back_and_roles() -> None:
    assert run_json("user", "invite", "carol@example.org", "--group", "staff")["email_verified"] is False
    run("user", "resend", "carol@example.org")
    assert Event.objects.filter(action="user:invitation:send", actor="operator").count() == 2
    run("user", "revoke", "carol@example.org")
    assert refused("user", "revoke", "carol@example.org").code == 1
    person = make_person()
    assert refused("user", "resend", person.email).words == "This account is in use; there is no invitation any more."
    told = run_json("user", "roles", person.email, "--helpdesk")
    assert (told["changed"], told["is_helpdesk"], told["is_admin"]) == (True, True, False)
    assert run_json("user", "roles", person.email, "--helpdesk", "--no-admin")["changed"] is False
    assert "helpdesk" in run("user", "list", "--search", person.email)
    assert run_json("user", "roles", person.email, "--no-helpdesk")["is_helpdesk"] is False
