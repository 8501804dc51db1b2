"""Where the credentials of factors live: loading them, and spending a match by one conditional UPDATE. Spec: RFC 6238 §5.2."""

from abc import ABC, abstractmethod

from django.http import HttpRequest

from idp.accounts import address_codes
from idp.accounts.address_codes import asked_from
from idp.accounts.models import Challenge, User
from idp.accounts.outcomes import Rejected
from idp.core import clock, http, keyring, mail, secrets
from idp.mfa.factors.interface import Credential, Match
from idp.mfa.models import Authenticator, RecoveryCode, RecoverySet
from idp.sessions import known_browsers

EMAIL_OTP = "email_otp"  # the purpose of a sign-in code's challenge


class Store(ABC):
    """One kind of place for credentials."""

    @abstractmethod
    def load(self, user: User, binding: str) -> tuple[Credential, ...] | Rejected:
        """What this person's code may be judged by now, or why nothing is there. May count a try."""

    @abstractmethod
    def spend(self, user: User, match: Match) -> bool:
        """Use a match up; False when somebody else was faster. Inside the transaction of what it allows."""

    def spent(self, user: User, match: Match, request: HttpRequest) -> None:  # noqa: B027 - most have nothing
        """What a spent match leads to, in the transaction that spends it."""

    def settled(self, user: User, match: Match, request: HttpRequest) -> None:  # noqa: B027 - most have nothing
        """What follows once that is stored, outside any transaction."""

    def mac(self, credential: Credential, code: str) -> str:
        """The MAC of a normalised code as this store writes it. A store of seeds has none."""
        raise NotImplementedError  # for a store of seeds: no factor compares a MAC there


class Authenticators(Store):
    """Confirmed authenticators of one type. An undecryptable seed stops the sign-in; nothing weaker takes its place."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def load(self, user: User, binding: str) -> tuple[Credential, ...]:
        rows = Authenticator.objects.filter(user=user, type=self.kind).exclude(confirmed_at=None).order_by("pk")
        return tuple(Credential(row.handle, unseal(row, user), row.last_step) for row in rows)

    def spend(self, user: User, match: Match) -> bool:
        live = Authenticator.objects.filter(user=user, handle=match.credential.handle, last_step__lt=match.step)
        return live.exclude(confirmed_at=None).update(last_step=match.step, last_used_at=clock.now()) == 1


class AddressCode(Store):
    """The one code sent for this binding; loading counts a try at it."""

    def load(self, user: User, binding: str) -> tuple[Credential, ...] | Rejected:
        challenge = address_codes.tried(EMAIL_OTP, binding)
        if isinstance(challenge, Rejected):
            return challenge
        if challenge.user_id != user.pk:
            return ()
        facts = {"binding": binding, "address": challenge.address, "tries_left": str(address_codes.TRIES - challenge.attempts)}
        return (Credential(str(challenge.pk), challenge.code_mac, facts=facts),)

    def mac(self, credential: Credential, code: str) -> str:
        bound_to = (EMAIL_OTP, credential.facts["binding"], credential.facts["address"], code)
        return credential.secret if address_codes.is_code(credential.secret, *bound_to) else address_codes.code_mac(*bound_to)

    def spend(self, user: User, match: Match) -> bool:
        challenge = Challenge(
            pk=int(match.credential.handle),
            purpose=EMAIL_OTP,
            binding=match.credential.facts["binding"],
            code_mac=match.credential.secret,
        )
        return address_codes.spend(challenge)

    def settled(self, user: User, match: Match, request: HttpRequest) -> None:
        known = known_browsers.own(user, request)
        address_codes.refund_send(EMAIL_OTP, match.credential.facts["address"], http.client_ip(request), browser=known)


class RecoveryCodes(Store):
    """The codes of the person's current set, the spent ones marked."""

    def load(self, user: User, binding: str) -> tuple[Credential, ...]:
        rows = RecoveryCode.objects.filter(set__user=user).values_list("pk", "code_mac", "spent_at")
        return tuple(
            Credential(str(pk), code_mac, facts={"sub": user.sub, "is_spent": "yes" if spent_at else ""})
            for pk, code_mac, spent_at in rows
        )

    def mac(self, credential: Credential, code: str) -> str:
        known = recovery_macs(credential.facts["sub"], code)
        return next((each for each in known if secrets.equal(each, credential.secret)), known[0])

    def spend(self, user: User, match: Match) -> bool:
        unspent = RecoveryCode.objects.filter(pk=int(match.credential.handle), spent_at=None)
        if unspent.update(spent_at=clock.now()) != 1:
            return False
        RecoverySet.objects.filter(user=user, saved_at=None).update(saved_at=clock.now())  # who has one has kept them
        return True

    def spent(self, user: User, match: Match, request: HttpRequest) -> None:
        left = RecoveryCode.objects.filter(set__user=user, spent_at=None).count()
        mail.send("recovery_used", user.email, asked_from(request) | {"left": left}, locale=user.locale)


def recovery_mac(sub: str, code: str) -> str:
    """What a row keeps of a normalised recovery code: worthless for another person."""
    return secrets.mac("recovery code", sub, code)


def recovery_macs(sub: str, code: str) -> list[str]:
    """The same under every key of the ring: codes on paper outlive a rotation of keys."""
    return secrets.macs("recovery code", sub, code)


def seal(secret: str, user: User, handle: str) -> str:
    """A seed as its row keeps it, bound to person and row."""
    return keyring.encrypt(secret, "mfa_authenticator", user.sub, handle)


def unseal(row: Authenticator, user: User) -> str:
    """The seed of a row. Raises: keyring.DecryptionError."""
    return keyring.decrypt(row.sealed_secret, "mfa_authenticator", user.sub, row.handle)
