"""One method of client authentication, the registered one. Attack cases CA-01 to CA-16, IN-03, IN-04."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from idp.audit.anonymous import SINGLY
from idp.audit.models import Event, Tally
from idp.clients import registry
from idp.core import clock
from tests.factories.oidc import Party, add_secret, basic, body, change_client, make_party

pytestmark = pytest.mark.django_db
GRANT = "grant_type=client_credentials"


def machine(secret: str = "s3cret", **values: Any) -> Party:
    return make_party(secret, **({"grant_types": ["client_credentials"], "scope": "read"} | values))


def header(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def assert_invalid_client(answer: HttpResponse) -> None:
    assert (answer.status_code, body(answer)["error"]) == (401, "invalid_client"), answer.content
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.spec("RFC 6749", "5.2", "MUST")
def test_a_wrong_secret_is_refused_with_a_challenge() -> None:  # CA-01
    party = machine()
    assert_invalid_client(party.raw("token", GRANT, authorization=basic(party.client.client_id, "wrong")))
    event = Event.objects.get()
    assert (event.action, event.outcome, event.reason) == (
        "client:authentication:prove", "refused", "invalid_client: the secret is wrong or was removed",
    )  # fmt: skip


@pytest.mark.spec("RFC 6749", "2.3", "MUST")
@pytest.mark.parametrize(("in_header", "in_body"), [("s3cret", "s3cret"), ("s3cret", "wrong"), ("wrong", "s3cret")])
def test_two_methods_at_once_are_refused(in_header: str, in_body: str) -> None:  # CA-02
    party = machine()
    form = f"{GRANT}&client_id={party.client.client_id}&client_secret={in_body}"
    answer = party.raw("token", form, authorization=basic(party.client.client_id, in_header))
    assert answer.status_code in {400, 401}


def test_the_body_may_not_name_another_client() -> None:  # CA-03
    party, other = machine(), machine("other")
    answer = party.raw(
        "token", f"{GRANT}&client_id={other.client.client_id}", authorization=basic(party.client.client_id, "s3cret")
    )
    assert_invalid_client(answer)
    same = party.raw(
        "token", f"{GRANT}&client_id={party.client.client_id}", authorization=basic(party.client.client_id, "s3cret")
    )
    assert same.status_code == 200


@pytest.mark.spec("RFC 6749", "3.2", "MUST")
@pytest.mark.parametrize(
    "name", ["client_id", "client_secret", "code", "grant_type", "refresh_token", "scope", "code_verifier", "x"]
)
@pytest.mark.parametrize("values", [("a", "a"), ("a", "b"), ("", "a")])
def test_a_repeated_parameter_is_refused(name: str, values: tuple[str, str]) -> None:  # CA-04
    party = machine()
    answer = party.raw("token", f"{name}={values[0]}&{name}={values[1]}", authorization=basic(party.client.client_id, "s3cret"))
    assert (answer.status_code, body(answer)["error"]) == (400, "invalid_request")


def test_only_the_registered_method_is_taken() -> None:  # CA-05, CA-06
    basic_client = machine()
    post_client = machine("p0st", token_endpoint_auth_method="client_secret_post")
    public = make_party()
    assert post_client.post("token", {"grant_type": "client_credentials"}).status_code == 200
    assert_invalid_client(post_client.raw("token", GRANT, authorization=basic(post_client.client.client_id, "p0st")))
    assert_invalid_client(basic_client.raw("token", f"{GRANT}&client_id={basic_client.client.client_id}&client_secret=s3cret"))
    assert_invalid_client(basic_client.raw("token", f"{GRANT}&client_id={basic_client.client.client_id}"))
    assert_invalid_client(public.raw("token", f"{GRANT}&client_id={public.client.client_id}&client_secret=invented"))
    assert_invalid_client(public.raw("token", GRANT, authorization=basic(public.client.client_id, "invented")))


@pytest.mark.spec("RFC 6749", "2.3.1", "MUST")
def test_basic_credentials_are_form_encoded() -> None:  # CA-07
    party = machine(":%+é")
    assert party.raw("token", GRANT, authorization=basic(party.client.client_id, ":%+é")).status_code == 200
    assert_invalid_client(party.raw("token", GRANT, authorization=header(f"{party.client.client_id}::%+é")))


@pytest.mark.parametrize(
    "form",
    [
        "client_assertion=x",
        "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=e30.e30.e30",
    ],
)
def test_an_assertion_is_no_credential_here(form: str) -> None:  # CA-13
    party = machine()
    assert_invalid_client(party.raw("token", f"{GRANT}&{form}", authorization=basic(party.client.client_id, "s3cret")))
    assert_invalid_client(make_party().raw("token", f"{GRANT}&client_id=x&{form}"))


@pytest.mark.parametrize(
    "sent",
    [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Bearer abc",
        "Basic YQ",
        header("nocolon"),
        header(":s"),
        header("a:"),
        header("a:%zz"),
        header("%ff:x"),
        "Basic YTpi, Basic YTpi",
        "Basic " + "A" * 5000,
    ],
)
def test_a_malformed_header_is_refused(sent: str) -> None:
    assert_invalid_client(machine().raw("token", GRANT, authorization=sent))


def test_no_credentials_at_all() -> None:
    assert_invalid_client(machine().raw("token", GRANT))


def test_secrets_overlap_and_end() -> None:  # CA-15
    party = machine()
    add_secret(party.client, "next")
    add_secret(party.client, "old", expires_at=clock.now() - timedelta(seconds=1))
    add_secret(party.client, "ending", expires_at=clock.now() + timedelta(minutes=1))
    registry.forget()
    for secret, status in (("s3cret", 200), ("next", 200), ("ending", 200), ("old", 401)):
        assert party.raw("token", GRANT, authorization=basic(party.client.client_id, secret)).status_code == status


def test_a_secret_made_by_another_process_works_at_once_and_a_withdrawn_one_no_longer() -> None:  # CA-15
    party = machine()
    assert party.raw("token", GRANT, authorization=basic(party.client.client_id, "s3cret")).status_code == 200
    add_secret(party.client, "next")
    party.client.secrets.filter(hint="cret").delete()
    change_client(party.client)
    assert party.raw("token", GRANT, authorization=basic(party.client.client_id, "next")).status_code == 200
    registry.forget()
    party.client.refresh_from_db()
    assert_invalid_client(party.raw("token", GRANT, authorization=basic(party.client.client_id, "s3cret")))


def test_a_withdrawn_secret_is_refused_by_a_process_that_still_knows_it() -> None:
    party = machine()
    assert party.raw("token", GRANT, authorization=basic(party.client.client_id, "s3cret")).status_code == 200
    party.client.secrets.all().delete()
    change_client(party.client)
    assert_invalid_client(party.raw("token", GRANT, authorization=basic(party.client.client_id, "s3cret")))


def test_unknown_client_and_wrong_secret_look_the_same() -> None:  # CA-16
    party = machine()
    disabled = machine(enabled=False)
    answers = [
        party.raw("token", GRANT, authorization=basic(client_id, secret))
        for client_id, secret in (
            (party.client.client_id, "wrong"),
            ("unknown", "s3cret"),
            (disabled.client.client_id, "s3cret"),
        )
    ]
    assert len({answer.content for answer in answers}) == 1
    headers = [{name: value for name, value in answer.headers.items() if name != "X-Request-Id"} for answer in answers]
    assert headers[0] == headers[1] == headers[2]


def test_the_record_tells_apart_what_the_answer_does_not() -> None:
    party, off, bare, gone = machine(), machine(enabled=False), machine(), machine()
    add_secret(bare.client, "of-last-year", expires_at=clock.now() - timedelta(days=1))
    gone.client.secrets.all().delete()
    public = machine("", token_endpoint_auth_method="none", client_type="public")
    presented = {
        "the client is unknown": ("unknown", "s3cret"),
        "the client is turned off": (off.client.client_id, "s3cret"),
        "the secret is wrong or was removed": (party.client.client_id, "wrong"),
        "the secret has expired": (bare.client.client_id, "of-last-year"),
        "the client has no secret any more": (gone.client.client_id, "s3cret"),
        "the client is registered for another method of authentication": (public.client.client_id, "s3cret"),
    }
    answers = [party.raw("token", GRANT, authorization=basic(*pair)) for pair in presented.values()]
    answers.append(party.raw("token", f"{GRANT}&client_id={party.client.client_id}"))
    assert len({(answer.status_code, answer.content, answer.headers["WWW-Authenticate"]) for answer in answers}) == 1
    recorded = [event.detail["why"] for event in Event.objects.order_by("pk")]
    assert recorded == [*presented, "no secret was sent"]
    assert Event.objects.order_by("pk")[5].detail["used"] == "client_secret_basic"


def test_many_failures_from_one_address_are_throttled_and_the_client_goes_on_working() -> None:  # CA-14
    party = machine()
    ip = "203.0.113.77"
    wrong, right = basic(party.client.client_id, "wrong"), basic(party.client.client_id, "s3cret")
    with time_machine.travel(clock.now(), tick=False):
        answers = [party.raw("token", GRANT, authorization=wrong, x_forwarded_for=ip) for _ in range(25)]
        assert [answer.status_code for answer in answers] == [401] * 20 + [429] * 5
        assert (body(answers[-1])["error"], answers[-1].headers["Retry-After"]) == ("slow_down", "1")
        assert party.raw("token", GRANT, authorization=right, x_forwarded_for=ip).status_code == 200
    assert Event.objects.count() == SINGLY
    assert Tally.objects.get().count == 20, "nothing is lost"


@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "",
    ],
)
def test_only_a_form_is_read(endpoint: str, content_type: str) -> None:  # IN-04
    party = machine()
    answer = party.raw(endpoint, GRANT, content_type=content_type, authorization=basic(party.client.client_id, "s3cret"))
    assert (answer.status_code, body(answer)["error"]) == (415, "invalid_request")


def test_a_charset_of_utf8_is_fine_and_a_compressed_body_is_not() -> None:
    party = machine()
    right = basic(party.client.client_id, "s3cret")
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    assert party.raw("token", GRANT, content_type=kind, authorization=right).status_code == 200
    assert party.raw("token", GRANT, authorization=right, content_encoding="gzip").status_code == 415


@pytest.mark.parametrize(
    "raw", ["&".join(f"p{n}=1" for n in range(2000)), "x=" + "y" * 70_000, "a=%00", "a=%ff", "z=" + "y" * 300_000]
)
def test_hostile_forms_are_refused(raw: str) -> None:  # IN-01, IN-03
    party = machine()
    answer = party.raw("token", raw, authorization=basic(party.client.client_id, "s3cret"))
    assert answer.status_code in {400, 413}
    assert body(answer)["error"] == "invalid_request"


def test_no_refusal_and_no_event_repeats_a_secret() -> None:
    party = machine("canary-secret-value")
    party.raw("token", f"{GRANT}&client_id=x&client_secret=canary-guess")
    party.raw("token", GRANT, authorization=basic(party.client.client_id, "canary-guess"))
    party.post("token", {"grant_type": "refresh_token", "refresh_token": "canary-token"})
    assert Event.objects.count() == 3
    for event in Event.objects.all():
        assert "canary" not in str(vars(event))


def test_client_credentials() -> None:
    party = machine(scope="openid read write account:read", resources=["https://rs.example"])
    answer = body(party.post("token", {"grant_type": "client_credentials"}))
    assert set(answer) == {"access_token", "token_type", "expires_in", "scope"}  # RT-12: no refresh token
    assert answer["scope"] == "read write"
    narrowed = body(
        party.post("token", {"grant_type": "client_credentials", "scope": "read", "resource": "https://rs.example"})
    )
    assert narrowed["scope"] == "read"


@pytest.mark.parametrize(("form", "error"), [({"scope": "openid"}, "invalid_scope"), ({"scope": "admin"}, "invalid_scope"),
                                             ({"resource": "https://evil.example"}, "invalid_target")])  # fmt: skip
def test_client_credentials_beyond_the_registration(form: dict[str, str], error: str) -> None:
    answer = machine(scope="openid read").post("token", {"grant_type": "client_credentials"} | form)
    assert (answer.status_code, body(answer)["error"]) == (400, error)


def test_a_public_client_has_no_credentials() -> None:
    answer = make_party(grant_types=["client_credentials"], scope="read").post("token", {"grant_type": "client_credentials"})
    assert (answer.status_code, body(answer)["error"]) == (400, "unauthorized_client")


def test_a_machine_client_without_scopes_gets_a_token_without_scope() -> None:
    party = machine(scope="")
    assert "scope" not in body(party.post("token", {"grant_type": "client_credentials"}))
