"""A word that everybody here knows: a factor as a newcomer would add it by idp/README.md. Worth little, but for the test."""

from django.utils.translation import gettext_lazy

from idp.accounts.models import User
from idp.mfa.factors.interface import Attempt, Credential, Factor, Match, Miss
from idp.mfa.stores import Store


class Words(Store):
    """The word of the house."""

    def load(self, user: User, binding: str) -> tuple[Credential, ...]:
        return (Credential("word", "swordfish"),)

    def spend(self, user: User, match: Match) -> bool:
        return True


def check(attempt: Attempt) -> Match | Miss:
    """Whether it is the word."""
    credential = attempt.credentials[0]
    return Match(credential) if attempt.typed == credential.secret else Miss("wrong")


FACTOR = Factor(
    type="word",
    slug="mfa-word",
    acr="mfa",
    amr=("kba", "mfa"),
    store=Words(),
    check=check,
    read=lambda typed: typed if typed.isalpha() else None,
    is_usable=lambda _facts: True,
    title=gettext_lazy("Word"),
    hint=gettext_lazy("The word of the house"),
)
