"""/manage/clients/<id>/secrets: several at once, each with label, end and last use; replaced without an outage."""

from datetime import timedelta

import pytest
import time_machine

from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients import client_secrets, registry
from idp.clients.models import ClientSecret
from idp.core import clock, secrets
from tests.factories.web_forms import client_of, filled, make_admin, page_of, press, register, send, text_at
from tests.rp import Browser, Page, RelyingParty

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"grant_type": "client_credentials"}


def machine() -> tuple[Browser, Page, RelyingParty]:
    """An administrator, the secrets page of a new program, and the program with its first secret."""
    browser, _ada = make_admin()
    page = register(browser, "machine")
    app = RelyingParty(client_of(page).client_id, text_at(page, "client-secret"))
    return browser, page_of(browser, f"{page.path}/secrets"), app


def works(app: RelyingParty, secret: str) -> bool:
    app.client_secret = secret
    return app.token(FORM).status_code == 200


@pytest.mark.parametrize(("others", "old_works"), [("keep", True), ("week", True), ("day", True), ("now", False)])
def test_a_new_secret_is_shown_once_and_the_old_one_works_as_long_as_said(others: str, old_works: bool) -> None:
    browser, page, app = machine()
    old = app.client_secret
    shown = press(browser, page, "make", others=others, label="Berlin")
    new = text_at(shown, "client-secret")
    assert new.startswith("gs_") and new != old
    assert works(app, new)
    assert works(app, old) is old_works
    again = page_of(browser, shown.path)
    assert new not in again.response.content.decode()
    assert ClientSecret.objects.get(label="Berlin").secret_hash == secrets.digest(new)
    ClientSecret.objects.filter(secret_hash=secrets.digest(old)).exclude(expires_at=None).update(expires_at=clock.now())
    registry.forget()
    assert works(app, old) is (others == "keep")


def test_the_list_says_which_is_which_and_when_it_was_used() -> None:
    browser, page, app = machine()
    assert "Never" in text_at(page, "secrets")
    app.token(FORM)
    press(browser, page, "make", others="keep", label="Berlin", expires_on="2099-12-31")
    assert ClientSecret.objects.count() == 1  # too far away
    press(browser, page, "make", others="keep", label="Berlin", expires_on=f"{clock.now():%Y}-12-31")
    table = text_at(page_of(browser, page.path), "secrets")
    assert "Berlin" in table and app.client_secret[-4:] in table
    assert f"31 December {clock.now():%Y}, 23:59" in table
    assert f"{ClientSecret.objects.get(label='').last_used_at:%H:%M}" in table


def test_a_secret_ends_with_its_last_day() -> None:
    browser, page, app = machine()
    end = clock.now() + timedelta(days=2)
    secret = text_at(press(browser, page, "make", others="keep", expires_on=f"{end:%Y-%m-%d}"), "client-secret")
    midnight = (end + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    for moment, is_valid in ((midnight - timedelta(seconds=1), True), (midnight, False)):
        with time_machine.travel(moment, tick=False):
            assert works(app, secret) is is_valid


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("label", "x" * 61),
        ("label", "a\u202eb"),
        ("expires_on", "2001-01-01"),
        ("expires_on", "soon"),
        ("expires_on", "2999-01-01"),
    ],
)
def test_a_faulty_answer_makes_nothing_and_keeps_what_was_typed(field: str, typed: str) -> None:
    browser, page, _app = machine()
    answer = press(browser, page, "make", others="day", **{field: typed})
    assert answer.status == 422
    assert str(answer.soup.title).startswith("<title>Error:")
    found = answer.soup.find(id=f"id_{field}")
    assert found is not None and found["aria-invalid"] == "true" and found["value"] == typed
    assert answer.soup.find(id="id_others_day").has_attr("checked")
    assert ClientSecret.objects.count() == 1


def test_what_happens_to_the_others_must_be_said() -> None:
    browser, page, _app = machine()
    answer = press(browser, page, "make", others="perhaps")
    assert answer.status == 422 and "Say what happens" in answer.text
    assert ClientSecret.objects.count() == 1


def test_one_is_removed_and_the_other_works_on() -> None:
    browser, page, app = machine()
    first = ClientSecret.objects.get()
    new = text_at(press(browser, page, "make", others="keep"), "client-secret")
    question = page_of(browser, f"{page.path}?remove={first.pk}")
    assert ClientSecret.objects.count() == 2 and question.soup.find(id="is-last") is None
    press(browser, question, "confirm")
    assert not works(app, app.client_secret)
    assert works(app, new)
    assert Event.objects.get(action=Action.CLIENT_SECRET_REVOKE).detail["removed"] == first.hint


def test_the_last_one_is_removed_only_after_the_warning() -> None:
    browser, page, _app = machine()
    only = ClientSecret.objects.get()
    question = page_of(browser, f"{page.path}?remove={only.pk}")
    assert question.soup.find(id="is-last") is not None
    unwarned = send(browser, page.path, [pair for pair in filled(question, "confirm") if pair[0] != "even_last"])
    assert unwarned.status_code == 409
    assert ClientSecret.objects.exists()
    done = press(browser, question, "confirm")
    assert "There is no secret." in done.text
    assert not ClientSecret.objects.exists()


def test_a_secret_that_is_over_does_not_count_as_another() -> None:
    browser, page, _app = machine()
    only = ClientSecret.objects.get()
    press(browser, page, "make", others="keep")
    ClientSecret.objects.exclude(pk=only.pk).update(expires_at=clock.now())
    assert page_of(browser, f"{page.path}?remove={only.pk}").soup.find(id="is-last") is not None


def test_a_secret_of_another_client_cannot_be_removed() -> None:
    browser, page, _app = machine()
    other = client_of(register(browser, "web"))
    foreign = other.secrets.get()
    question = page_of(browser, f"{page.path}?remove={ClientSecret.objects.exclude(pk=foreign.pk).get().pk}")
    press(browser, question, "confirm", remove=str(foreign.pk))
    assert ClientSecret.objects.filter(pk=foreign.pk).exists()
    for nonsense in ("x", "-1", "9" * 40, str(foreign.pk)):
        assert page_of(browser, f"{page.path}?remove={nonsense}").soup.find(id="confirm") is None


def test_there_are_at_most_ten() -> None:
    browser, page, _app = machine()
    for _ in range(client_secrets.MOST - 1):
        press(browser, page, "make", others="keep")
    answer = press(browser, page, "make", others="keep")
    assert answer.status == 409 and "at most 10" in answer.text
    assert ClientSecret.objects.count() == client_secrets.MOST


def test_the_last_use_is_written_once_an_hour() -> None:
    _browser, _page, app = machine()
    with time_machine.travel(clock.now(), tick=False) as time:
        start = clock.now()
        for shift, noted in ((0, 0), (60, 0), (3539, 0), (1, 3600), (10, 3600)):
            time.shift(shift)
            assert app.token(FORM).status_code == 200
            assert ClientSecret.objects.get().last_used_at == start + timedelta(seconds=noted)


def test_a_wrong_secret_is_no_use() -> None:
    _browser, _page, app = machine()
    assert not works(app, "wrong" * 10)
    assert ClientSecret.objects.get().last_used_at is None
