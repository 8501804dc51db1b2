"""What the participants of a race do, and what is looked at afterwards. Arguments and results are JSON."""

import time
from collections import Counter
from datetime import timedelta
from typing import Any

from idp import mfa
from idp.accounts import address_change, address_codes, links, profile, services
from idp.accounts import deletion as grace
from idp.accounts.address_change import AddressTaken
from idp.accounts.models import Challenge, Link, User
from idp.accounts.outcomes import Rejected
from idp.audit import seals, verification
from idp.audit.events import Action, record
from idp.audit.models import Event, Seal
from idp.core import clock, mail, outbox, secrets
from idp.core.errors import AppError, Throttled
from idp.interaction import services as interactions
from idp.interaction.models import Interaction
from idp.interaction.pages import Proved
from idp.lifecycle import administration, deletion
from idp.lifecycle.administration import Deed, NotAllowed
from idp.limits import guesses, rates
from idp.limits.models import GuessBudget
from idp.mfa import enrolment, recovery
from idp.mfa.models import Authenticator, RecoveryCode, RecoverySet
from idp.mfa.stores import recovery_mac
from idp.oidc.models import Grant
from idp.sessions.engine import SessionStore, live_sessions
from idp.sessions.models import Session
from idp.sessions.services import end as end_session
from tests.factories.accounts import browser, person
from tests.factories.oidc import REDIRECT_URI, VERIFIER, make_party


def make_person(**facts: Any) -> int:
    """A new person's primary key."""
    return person(**facts).pk


def guess(user: int, factor_class: str) -> str:
    """Count one guess."""
    try:
        guesses.charge(User.objects.get(pk=user), factor_class)
    except Throttled:
        return "throttled"
    return "counted"


def failures(user: int) -> int:
    """What the budgets of a person have counted."""
    return sum(GuessBudget.objects.filter(user=user).values_list("failures", flat=True))


def verify(user: int, factor_type: str, code: str, binding: str, ip: str = "203.0.113.7") -> str:
    """Try one code, as a door would."""
    try:
        result = mfa.verify(User.objects.get(pk=user), factor_type, code, binding=binding, request=browser(ip))
    except Throttled:
        return "throttled"
    return result.reason if isinstance(result, Rejected) else "verified"


def codes_left(user: int) -> int:
    """Recovery codes that still work."""
    return RecoveryCode.objects.filter(set__user=user, spent_at=None).count()


def is_live(user: int, code: str) -> bool:
    """Whether a recovery code is in the person's set, without trying it."""
    mac = recovery_mac(User.objects.get(pk=user).sub, code.replace("-", ""))
    return RecoveryCode.objects.filter(set__user=user, code_mac=mac, spent_at=None).exists()


def send_code(user: int, binding: str) -> str:
    """Send a code by e-mail and read it."""
    owner = User.objects.get(pk=user)
    mail.memory.clear()
    address_codes.send(
        "email_otp",
        binding=binding,
        user=owner,
        address=owner.email,
        lifetime=timedelta(minutes=5),
        template="signin_code",
        request=browser(),
    )
    outbox.drain()
    return _mailed_code(owner.email)


def _mailed_code(address: str) -> str:
    """The code in the newest mail to an address; the pass delivers what else waited, too."""
    texts = [message.get_content() for message in mail.memory if message["To"] == address]
    return texts[-1].splitlines()[0]


def prove_code(binding: str, code: str) -> str:
    """Try a code of an address without the frame's budget."""
    result = address_codes.verify("email_otp", binding=binding, code=code)
    return result.reason if isinstance(result, Rejected) else "verified"


def issue_link(user: int) -> str:
    """A link to a new authenticator app; a newer one ends it."""
    return links.issue(User.objects.get(pk=user), links.Purpose.ENROLMENT, lifetime=timedelta(minutes=30))


def spend_link(token: str) -> str:
    """Open a link and send its form."""
    link = links.find(token, links.Purpose.ENROLMENT)
    return "spent" if link is not None and links.spend(link) else "dead"


def ask_address(user: int, email: str) -> str:
    """Ask for another address, from a session and network of its own; read the code. What others wait for stays off."""
    owner = User.objects.get(pk=user)
    mail.memory.clear()
    address_codes.send(
        address_change.CHANGE_EMAIL,
        binding=f"session:{user}",
        user=owner,
        address=email,
        lifetime=timedelta(minutes=15),
        template="email_change_code",
        request=browser(),
    )
    outbox.drain()
    return _mailed_code(email)


def take_address(user: int, code: str) -> str:
    """Type the code. The budget of the address is not what races here, so the judged code is spent directly."""
    owner = User.objects.get(pk=user)
    challenge = address_codes.checked(address_change.CHANGE_EMAIL, binding=f"session:{user}", code=code)
    if isinstance(challenge, Rejected):
        return challenge.reason
    try:
        refused = address_change.switch(owner, challenge, keep=None, request=browser())
    except AddressTaken:
        return "taken"
    return refused.reason if refused else "changed"


def take_username(user: int, name: str) -> str:
    """Change one's username, as the account page does."""
    try:
        profile.update(User.objects.get(pk=user), {"claims": {"preferred_username": name}}, request=browser())
    except AppError as error:
        return error.code
    return "changed"


def register_as(name: str) -> str:
    """A new person of an operator's with an address that begins with ``name``; the username that was made."""
    address = f"{name}@{secrets.token(64).lower().replace('_', 'x').strip('-')}.example"
    for _ in range(200):
        try:
            return str(person(address).preferred_username)
        except Throttled:  # the gate in front of hashing: so many at once are turned away before anything is written
            time.sleep(0.05)
    return "turned away"


def undo_links(user: int) -> int:
    """How many ways back a person has been sent."""
    return Link.objects.filter(user=user, purpose=links.Purpose.UNDO_EMAIL).count()


def tries(binding: str) -> int:
    """How many tries a code has counted."""
    return Challenge.objects.get(binding=binding).attempts


def begin(user: int, binding: str) -> str:
    """Begin an enrolment; the secret."""
    return enrolment.begin(User.objects.get(pk=user), binding=binding).secret


def confirm(user: int, binding: str, code: str) -> str:
    """Confirm an enrolment."""
    try:
        answer = enrolment.confirm(User.objects.get(pk=user), binding=binding, code=code, request=browser())
    except Throttled:
        return "throttled"
    return answer.reason if isinstance(answer, Rejected) else "confirmed"


def confirm_by_link(user: int, binding: str, code: str, link: int) -> str:
    """Confirm an enrolment that a mailed link led to."""
    owner, mailed = User.objects.get(pk=user), Link.objects.get(pk=link)
    try:
        answer = enrolment.confirm(owner, binding=binding, code=code, link=mailed, request=browser())
    except Throttled:
        return "throttled"
    return answer.reason if isinstance(answer, Rejected) else "confirmed"


def mail_enrolment(user: int) -> int:
    """The primary key of a mailed link to a new app."""
    token = links.issue(User.objects.get(pk=user), links.Purpose.ENROLMENT, lifetime=timedelta(hours=1))
    found = links.find(token, links.Purpose.ENROLMENT)
    assert found is not None
    return found.pk


def link_spent(link: int) -> bool:
    """Whether a link was used."""
    return Link.objects.get(pk=link).spent_at is not None


def enrolled(user: int) -> list[int]:
    """Confirmed apps, sets of recovery codes, codes."""
    return [
        Authenticator.objects.filter(user=user).exclude(confirmed_at=None).count(),
        RecoverySet.objects.filter(user=user).count(),
        RecoveryCode.objects.filter(set__user=user).count(),
    ]


def renew(user: int) -> list[str]:
    """A new set of recovery codes."""
    return recovery.renew(User.objects.get(pk=user))


def hit(door: str, account: str = "", ip: str = "") -> str:
    """Count one event at a door."""
    try:
        rates.hit(rates.Door(door), account=account, ip=ip)
    except Throttled:
        return "throttled"
    return "counted"


def register(email: str, binding: str, ip: str) -> str:
    """Sign up."""
    password = "correct horse battery staple"
    try:
        user = services.register(email, password, "Somebody", binding=binding, ip=ip, request=browser(ip))
    except Throttled:
        return "throttled"
    return "owned" if user is None else "registered"


def people_called(email: str) -> int:
    """Accounts of an address."""
    return User.objects.filter(email_canonical=email).count()


def make_code() -> dict[str, str]:
    """A new public client, a person, and the form that redeems the person's code."""
    party = make_party()
    return {
        "grant_type": "authorization_code",
        "client_id": party.client.client_id,
        "code": party.code(),
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }


def grants(client_id: str) -> list[dict[str, Any]]:
    """Every grant of a client: whether it was activated, its generation, why it was revoked."""
    rows = Grant.objects.filter(client__client_id=client_id)
    return [{"active": row.activated_at is not None, "generation": row.generation, "end": row.revoke_reason} for row in rows]


def events(client_id: str) -> dict[str, int]:
    """How often what was recorded about a client: ``action outcome`` to count."""
    found = Event.objects.filter(client_id=client_id).values_list("action", "outcome")
    return dict(Counter(f"{action} {outcome}" for action, outcome in found))


def unix_time() -> int:
    """The clock of the workers."""
    return clock.unix_time()


def seal() -> int:
    """One run of the sealing job; how many events it sealed."""
    return seals.seal()


def record_and_seal(count: int) -> int:
    """Record events and seal in between, as a busy node does; how many were sealed here."""
    sealed = 0
    for _ in range(count):
        record(Action.USER_UPDATE, subject="race")
        sealed += seals.seal()
    return sealed


def chain() -> list[Any]:
    """Whether the chain holds, its links, and the events that still wait."""
    verdict = verification.verify()
    return [verdict.holds, Seal.objects.count(), verdict.unsealed, Event.objects.count()]


def begin_interaction() -> str:
    """A sign-in that waits for answers; its id."""
    return interactions.store("local", {"return_to": "", "sudo": False, "prompt": ""}, browser_secret="somebody").id


def answer_at_last(interaction: str, user: int) -> bool:
    """Both factors are proved; whether this answer is the one that counts."""
    request = browser()
    request.session = SessionStore()
    row = interactions.find(interaction)
    assert row is not None
    row.version = 0  # all of them answer the page that was shown first
    owner = User.objects.get(pk=user)
    return interactions.prove(request, row, Proved({"password": {"epoch": owner.epoch}, "totp": {}}, user=owner))


def complete(interaction: str) -> bool:
    """Spend an interaction."""
    row = interactions.find(interaction)
    assert row is not None
    return interactions.spend(row)


def sessions_of(user: int) -> list[int]:
    """A person's live sessions by primary key."""
    return list(live_sessions().filter(user_id=user).values_list("pk", flat=True))


def sign_out(session: int) -> bool:
    """End a session; whether this one did it."""
    return end_session(Session.objects.get(pk=session), "race")


def make_leaver() -> int:
    """Somebody whose account's day has come."""
    user = person()
    User.objects.filter(pk=user.pk).update(deletion_at=clock.now())
    return user.pk


def half_way(user: int) -> str:
    """A sign-in of this person that lacks the second factor; its id."""
    owner = User.objects.get(pk=user)
    found = interactions.store("local", {"return_to": "/account"}, browser_secret="race")
    proofs = {kind: {"at": clock.unix_time(), "epoch": owner.epoch} for kind in ("password", "keep_account")}
    Interaction.objects.filter(pk=found.pk).update(user=owner, proofs=proofs)
    return found.pk


def on_the_day(user: int, role: str, interaction: str = "") -> str:
    """What may happen to an account on its last day: the job deletes it, its owner keeps it, or signs in."""
    if role == "delete":
        return "deleted" if deletion.carry_out_due(10) else "nothing"
    if role == "keep":
        owner = User.objects.filter(pk=user).first()  # a request that comes after the deletion finds nobody
        return "kept" if owner is not None and grace.cancel(owner) else "nothing"
    found = interactions.find(interaction)
    if found is None or found.user is None:
        return "nothing"
    request = browser()
    request.session = SessionStore()
    return "signed in" if interactions.prove(request, found, Proved({"email_otp": {}}, found.user)) else "nothing"


def remains(user: int) -> dict[str, int]:
    """What is left of a person."""
    rows = {"people": User.objects.filter(pk=user), "sessions": Session.objects.filter(user_id=user)}
    rows |= {"interactions": Interaction.objects.filter(user_id=user), "loose": Session.objects.filter(user=None)}
    return {name: found.count() for name, found in rows.items()}


def make_administrators(count: int) -> list[int]:
    """The only administrators of the deployment, each as good as signed in."""
    User.objects.update(is_admin=False)
    return [person(is_admin=True).pk for _ in range(count)]


def act_on(by: int, user: int, role: str) -> str:
    """An administrator takes the role of another, locks another, or leaves."""
    actor, target = User.objects.get(pk=by), User.objects.get(pk=user)
    deed = Deed(actor, "race")
    try:
        if role == "lock":
            administration.lock(target, deed)
        elif role == "leave":
            deletion.ask(actor)
        else:
            administration.change_roles(target, deed, is_admin=False, is_helpdesk=False)
    except NotAllowed:
        return "not allowed"
    except AppError as error:
        return error.code
    return "done"


def administrators() -> int:
    """Who is left to administer the deployment."""
    return User.objects.filter(is_admin=True, is_active=True, deletion_at=None).count()
