"""IN-09: registering an address that only looks like, or only is spelt unlike, somebody else's. Source: CVE-2019-19844."""

import pytest

from idp.accounts import addresses, invitations, password_reset, services
from idp.accounts.addresses import AddressError
from idp.accounts.models import User
from idp.core import mail, outbox
from idp.core.errors import AppError
from idp.lifecycle import directory
from idp.limits.models import GuessBudget
from idp.operations import people as operator
from tests.factories.accounts import browser
from tests.factories.oidc import new_ip
from tests.factories.people import PASSWORD, make_person
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db
OWNER = "ada.lovelace@example.org"
SAME = {
    "upper case": "ADA.LOVELACE@EXAMPLE.ORG",
    "mixed case": "Ada.Lovelace@Example.Org",
    "full width": "ａｄａ.lovelace@example.org",
    "full width at": "ada.lovelace＠example.org",
    "spaces around": "  ada.lovelace@example.org ",
    "no-break space behind": "ada.lovelace@example.org\u00a0",
    "tab behind": "ada.lovelace@example.org\t",
    "zero width behind": "ada.lovelace@example.org\u200b",
    "ideographic space and byte order mark before": "\ufeff\u3000ada.lovelace@example.org",
    "isolated for a right-to-left text": "\u2068ada.lovelace@example.org\u2069\u200f",
    "compatibility letter": "ada.loveℓace@example.org",
    "Kelvin-like domain": "ada.lovelace@ExamplE.ORG",
}
REFUSED = {
    "Cyrillic a": "аda.lovelace@example.org",
    "accent": "áda.lovelace@example.org",
    "combining": "a\u0301da.lovelace@example.org",
    "dotless i": "ada.lovelace@example.org".replace("l", "\u0131"),
    "zero width": "ada.love\u200blace@example.org",
    "soft hyphen": "ada.love\u00adlace@example.org",
    "right to left": "\u202eada.lovelace@example.org",
    "no-break space": "ada.lovelace@example.org\u00a0x",
    "tab": "ada.\tlovelace@example.org",
    "trailing dot": "ada.lovelace@example.org.",
    "double dot": "ada..lovelace@example.org",
    "quoted": '"ada.lovelace"@example.org',
    "comment": "ada.lovelace(x)@example.org",
    "two at": "ada.lovelace@example.org@example.org",
    "display name": "Ada <ada.lovelace@example.org>",
    "two addresses": "ada.lovelace@example.org,evil@example.net",
    "newline": "ada.lovelace@example.org\nbcc: evil@example.net",
    "address literal": "ada.lovelace@[127.0.0.1]",
    "IP domain": "ada.lovelace@127.0.0.1",
    "no dot": "ada.lovelace@localhost",
    "254 characters and one": "a" * 64
    + "@"
    + "b" * 60
    + "."
    + "c" * 60
    + "."
    + "d" * 60
    + ".example.org"[: 255 - 64 - 1 - 183]
    + "e" * 8,
    "long local part": "a" * 65 + "@example.org",
}


def register(address: str) -> Page:
    """Send the form as a new person would."""
    browser, person = Browser(), Person(address, "a rather long sentence")
    page = browser.get("/register")
    assert isinstance(page, Page)
    answer = browser.submit(page, **person.answers(page))
    assert isinstance(answer, Page)
    return answer


@pytest.mark.parametrize("address", SAME.values(), ids=SAME)
def test_another_spelling_is_the_same_account_and_its_owner_is_told(address: str) -> None:
    make_person(email=OWNER)
    answer = register(address)
    assert answer.slug == "verify-email"
    assert User.objects.count() == 1
    outbox.drain()
    assert [message["To"].casefold() for message in mail.memory] == [OWNER]
    assert services.authenticate(address, PASSWORD, ip=new_ip()) == User.objects.get()


@pytest.mark.parametrize("address", REFUSED.values(), ids=REFUSED)
def test_a_lookalike_is_refused_and_nobody_gets_a_mail(address: str) -> None:
    make_person(email=OWNER)
    with pytest.raises(AddressError):
        addresses.canonical(address)
    answer = register(address)
    assert (answer.slug, answer.status) in {("register", 422), ("register", 400)}
    assert User.objects.count() == 1
    outbox.drain()
    assert not mail.memory


def test_sharp_s_is_never_somebody_whose_address_has_two() -> None:
    """Case folding turns the one into the other: neither sign-in, reset nor search may meet the other person."""
    make_person(email="strasse@example.org")
    typed = "stra\u00dfe@example.org"
    assert services.authenticate(typed, PASSWORD, ip=new_ip()) is None
    assert directory.find(typed).people == []
    assert not GuessBudget.objects.exclude(user=None).exists()
    with pytest.raises(AddressError):
        password_reset.ask(typed, request=browser())
    outbox.drain()
    assert not mail.memory


@pytest.mark.parametrize("typed", ["ada.lovelace@example.org\u00a0", "\u200bADA.lovelace@example.org"])
def test_every_other_door_reads_an_address_alike(typed: str) -> None:
    owner = User.objects.get(email=make_person(email=OWNER).email)
    assert directory.find(typed).people == [owner]
    assert directory.by_address(typed) == owner
    assert operator.find(typed) == owner
    password_reset.ask(typed, request=browser())
    while outbox.drain():
        pass
    assert [message["To"] for message in mail.memory] == [OWNER]
    with pytest.raises(AppError) as taken:
        invitations.invite(typed, actor="operator")
    assert taken.value.code == "email_taken"
