"""Signing in and up. EN-01, EN-02, PW-06, PW-07, MF-25, and whose account an unproved address is."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from idp.accounts import passwords, services, usernames
from idp.accounts.address_codes import TooSoon, Verified
from idp.accounts.models import Challenge, User
from idp.accounts.outcomes import Rejected
from idp.audit.models import Event
from idp.core import clock
from idp.core.errors import AppError, Throttled
from tests.factories.accounts import PASSWORD, browser, letters, other_code, person

pytestmark = pytest.mark.django_db
IP = "203.0.113.7"
OTHER = "another long password"


def sign_in(email: str, password: str = PASSWORD, ip: str = IP) -> User | None:
    return services.authenticate(email, password, ip=ip, request=browser(ip), interaction_id="i1", client_id="c1")


def sign_up(
    email: str = "ada@example.org",
    password: str = PASSWORD,
    *,
    username: str = "",
    binding: str = "interaction:1",
    ip: str = IP,
) -> User | None:
    return services.register(
        email, password, "Ada Lovelace", username=username, binding=binding, locale="en", ip=ip, request=browser(ip)
    )


def prove(user: User | None, code: str, *, binding: str = "interaction:1") -> Verified | Rejected:
    return services.verify_address(user, binding=binding, code=code, request=browser(IP))


def test_the_right_password_in_any_spelling_of_the_address() -> None:
    ada = person("ada@example.org")
    assert sign_in("ada@example.org") == ada
    assert sign_in(" ADA@example.ORG ") == ada
    assert Event.objects.filter(action="user:password:prove", outcome="success", actor=ada.sub, client_id="c1").count() == 2


@pytest.mark.parametrize(
    ("email", "password"), [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("no address", PASSWORD), ("", "")]
)
def test_anything_else_is_refused(email: str, password: str) -> None:
    person("ada@example.org")
    assert sign_in(email, password) is None
    assert Event.objects.get(action="user:password:prove").outcome == "refused"


def test_a_disabled_account_is_refused_and_an_unproved_one_goes_on_to_prove() -> None:
    ada, bob = person("ada@example.org"), person("bob@example.org", verified=False)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(services.AccountLocked):
        sign_in("ada@example.org")
    assert sign_in("ada@example.org", "wrong") is None
    assert sign_in("bob@example.org") == bob


def test_known_unknown_and_disabled_people_cost_the_same_statements() -> None:
    person("ada@example.org")
    User.objects.filter(pk=person("disabled@example.org").pk).update(is_active=False)
    for email in ("warm@example.org", "ada@example.org"):
        sign_in(email, "wrong")
    shapes = {}
    for email in ("ada@example.org", "nobody@example.org", "disabled@example.org", "not an address"):
        with CaptureQueriesContext(connection) as captured:
            assert sign_in(email, "wrong") is None
        statements = [query["sql"] for query in captured if '"' in query["sql"]]
        shape = [f"{sql.split()[0]} {sql.split(chr(34))[1]}" for sql in statements if "SAVEPOINT" not in sql]
        shapes[email] = [step.replace("INSERT", "WRITE").replace("UPDATE", "WRITE") for step in shape]
    assert len({tuple(shape) for shape in shapes.values()}) == 1, shapes


def test_known_and_unknown_addresses_meet_the_same_limit() -> None:
    person("ada@example.org")
    waits = {}
    with time_machine.travel(clock.now(), tick=False):
        for number, email in enumerate(("ada@example.org", "nobody@example.org")):
            for attempt in range(5):
                assert sign_in(email, "wrong", ip=f"198.51.{number}.{attempt}") is None
            with pytest.raises(Throttled) as refused:
                sign_in(email, PASSWORD, ip=f"198.51.{number}.99")
            waits[email] = refused.value.retry_after_seconds
    assert waits["ada@example.org"] == waits["nobody@example.org"] == 30


def test_success_clears_ones_own_streak_and_no_address_limit() -> None:
    person("ada@example.org")
    person("mallory@example.org")
    refused = 0
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for attempt in range(40):
            traveller.shift(1)
            try:
                sign_in(f"victim{attempt}@example.org", "wrong")
                sign_in("mallory@example.org")
            except Throttled:
                refused += 1
    assert refused >= 5


def test_a_password_that_is_too_long_is_a_bad_request_and_costs_nothing() -> None:
    with pytest.raises(AppError) as refused:
        sign_in("ada@example.org", "x" * 1025)
    assert refused.value.status == 400
    assert not Event.objects.exists()


def test_a_hash_with_older_parameters_is_renewed() -> None:
    ada = person("ada@example.org")
    weak = passwords.Argon2idHasher()
    weak.time_cost = 1
    User.objects.filter(pk=ada.pk).update(password=weak.encode(PASSWORD, weak.salt()))
    assert sign_in("ada@example.org") == ada
    ada.refresh_from_db()
    assert ",t=2," in ada.password
    assert sign_in("ada@example.org") == ada


def test_signing_up_and_proving_the_address() -> None:
    ada = sign_up()
    assert ada is not None and ada.email_verified_at is None and ada.name == "Ada Lovelace"
    letter = letters("ada@example.org")[-1]
    assert "15 minutes" in letter.text and "Firefox on Linux" in letter.text and IP in letter.text
    wrong = prove(ada, other_code(letter.code))
    assert isinstance(wrong, Rejected) and (wrong.reason, wrong.attempts_left) == ("wrong", 4)
    assert isinstance(prove(ada, letter.code), Verified)
    ada.refresh_from_db()
    assert ada.email_verified_at is not None and ada.epoch == 0
    assert sign_in("ada@example.org") == ada
    assert Challenge.objects.get().registration == {}


def test_an_address_that_has_an_owner_answers_the_same_and_tells_the_owner() -> None:
    person("ada@example.org")
    assert sign_up("Ada@Example.org") is None
    assert [letter.subject for letter in letters("ada@example.org")] == ["You already have an account"]
    decoy = Challenge.objects.get(user=None)
    for guess in range(3):
        answer = prove(None, f"{guess:06d}")
        assert isinstance(answer, Rejected) and answer.reason == "wrong"
    assert decoy.registration == {}
    assert sign_in("ada@example.org") is not None


def test_even_the_decoys_own_code_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    person("ada@example.org")
    monkeypatch.setattr("idp.accounts.address_codes.secrets.digits", lambda: "123456")
    assert sign_up() is None
    answer = prove(None, "123456")
    assert isinstance(answer, Rejected) and answer.reason == "wrong"


def test_a_registration_by_somebody_else_never_becomes_the_owners_password() -> None:
    """Mallory signs up with ada's address first, ada signs up later: the mailbox decides, mallory's proof is void."""
    mallory = sign_up(password=OTHER, binding="interaction:m", ip="198.51.100.1")
    assert mallory is not None
    stolen_epoch = mallory.epoch
    with time_machine.travel(clock.unix_time() + 61):
        ada = sign_up(binding="interaction:a")
        assert ada is not None and ada.pk == mallory.pk and ada.epoch != stolen_epoch
        assert sign_in("ada@example.org", OTHER) is None
        assert isinstance(prove(ada, letters("ada@example.org")[-1].code, binding="interaction:a"), Verified)
        assert sign_in("ada@example.org") == ada
        assert sign_in("ada@example.org", OTHER, ip="198.51.100.1") is None


def test_a_registration_after_the_owners_voids_what_was_proved_by_it() -> None:
    ada = sign_up(binding="interaction:a")
    code = letters("ada@example.org")[-1].code
    with time_machine.travel(clock.unix_time() + 61):
        mallory = sign_up(password=OTHER, binding="interaction:m", ip="198.51.100.1")
        assert ada is not None and mallory is not None
        assert isinstance(prove(ada, code, binding="interaction:a"), Verified)
        ada.refresh_from_db()
        assert ada.epoch not in (mallory.epoch, 0)
        assert sign_in("ada@example.org") == ada
        assert sign_in("ada@example.org", OTHER, ip="198.51.100.1") is None


def test_a_code_sent_again_still_carries_the_registration() -> None:
    sign_up(password=OTHER, binding="interaction:m", ip="198.51.100.1")
    with time_machine.travel(clock.now(), tick=False) as traveller:
        traveller.shift(61)
        ada = sign_up(binding="interaction:a")
        assert isinstance(
            services.send_address_code(ada, "ada@example.org", binding="interaction:a", request=browser()), TooSoon
        )
        traveller.shift(61)
        assert services.send_address_code(ada, "ada@example.org", binding="interaction:a", request=browser()).ok
        assert isinstance(prove(ada, letters("ada@example.org")[-1].code, binding="interaction:a"), Verified)
        assert sign_in("ada@example.org") == ada


def test_registration_may_be_closed(settings: Settings) -> None:
    settings.IDP = settings.IDP.model_copy(update={"registration": "closed"})
    with pytest.raises(AppError) as refused:
        sign_up()
    assert refused.value.status == 403
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "password", "field"), [("no address", PASSWORD, "email"), ("ada@example.org", "password1234", "password")]
)
def test_a_bad_registration_names_its_field(email: str, password: str, field: str) -> None:
    with pytest.raises(AppError) as refused:
        sign_up(email, password)
    assert list(refused.value.fields) == [field]
    assert not User.objects.exists()


def test_five_accounts_an_hour_from_one_address() -> None:
    for number in range(5):
        assert sign_up(f"person-{number}@example.org") is not None
    with pytest.raises(Throttled):
        sign_up("person-6@example.org")
    assert User.objects.count() == 5


def test_codes_of_an_address_share_one_budget_across_interactions() -> None:
    ada = sign_up()
    code = letters("ada@example.org")[-1].code
    for _ in range(5):
        prove(ada, other_code(code))
    with pytest.raises(Throttled):
        prove(ada, code)
    with time_machine.travel(clock.unix_time() + 61):
        services.send_address_code(ada, "ada@example.org", binding="interaction:2", request=browser())
        assert isinstance(prove(ada, letters("ada@example.org")[-1].code, binding="interaction:2"), Verified)


@pytest.mark.parametrize(("wish", "name"), [("", "ada"), ("Lovelace", "lovelace"), ("bob", "bob2")])
def test_a_username_is_given_with_the_proof_and_never_told_before(wish: str, name: str) -> None:
    person("bob@example.org")
    user = sign_up(username=wish)
    assert user is not None and user.preferred_username is None, "an address that nobody proved keeps no name from anybody"
    assert isinstance(prove(user, letters("ada@example.org")[-1].code), Verified)
    assert user.preferred_username == name


def test_a_wish_for_a_taken_username_is_answered_like_any_other() -> None:  # EN-03
    assert usernames.ensure(person("bob@example.org")) == "bob"
    assert sign_up(username="bob") is not None
    with pytest.raises(AppError) as caught:
        sign_up("carol@example.org", username="not a name")
    assert list(caught.value.fields) == ["preferred_username"]
