"""Adding and removing an app. MF-20, MF-22, MF-23, MF-29, MF-32."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from pytest_django.fixtures import Settings

from idp import mfa
from idp.accounts.models import User
from idp.accounts.outcomes import Rejected
from idp.audit.models import Event
from idp.core import clock
from idp.core.errors import AppError, Throttled
from idp.mfa import enrolment
from idp.mfa.enrolment import Confirmed
from idp.mfa.models import Authenticator, RecoveryCode, RecoverySet
from tests.factories.accounts import SECRET, app_code, browser, letters, other_code, person

pytestmark = pytest.mark.django_db
BINDING = "interaction:1"


@pytest.fixture
def ada() -> User:
    return person("ada@example.org")


def confirm(user: User, code: str, *, binding: str = BINDING, label: str = "My phone") -> Confirmed | Rejected:
    return enrolment.confirm(user, binding=binding, code=code, label=label, request=browser())


def enrol(user: User, binding: str = BINDING) -> Confirmed:
    answer = confirm(user, app_code(enrolment.begin(user, binding=binding).secret), binding=binding)
    assert isinstance(answer, Confirmed)
    return answer


def reason(answer: Confirmed | Rejected) -> str:
    return answer.reason if isinstance(answer, Rejected) else "confirmed"


def test_a_reload_or_a_wrong_code_keeps_the_secret(ada: User) -> None:
    first = enrolment.begin(ada, binding=BINDING)
    assert enrolment.begin(ada, binding=BINDING) == first
    answer = confirm(ada, other_code(app_code(first.secret)))
    assert reason(answer) == "wrong"
    assert enrolment.pending(ada, binding=BINDING) == first
    assert Authenticator.objects.count() == 1


def test_a_colon_in_the_name_of_the_deployment_breaks_no_app(ada: User, settings: Settings) -> None:
    settings.IDP = settings.IDP.model_copy(update={"name": "ACME: Zurich"})
    uri = enrolment.begin(ada, binding=BINDING).otpauth_uri
    assert uri.count(":") == 2 and "%3A" not in uri, "one after the scheme, one between issuer and account"


def test_what_the_page_shows(ada: User) -> None:
    pending = enrolment.begin(ada, binding=BINDING)
    parsed = pyotp.parse_uri(pending.otpauth_uri)
    assert (parsed.secret, parsed.name, parsed.issuer) == (pending.secret, "ada@example.org", "Gatehouse")
    assert len(pending.secret) == 32
    assert pending.qr_svg.startswith("<svg ") and 'role="img"' in pending.qr_svg and "<script" not in pending.qr_svg
    assert pending.secret not in repr(pending)
    assert pending.secret not in Authenticator.objects.get().sealed_secret


def test_a_pending_app_proves_nothing_and_expires(ada: User) -> None:
    pending = enrolment.begin(ada, binding=BINDING)
    assert mfa.methods(ada) == ("email_otp",)
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1)):
        assert enrolment.pending(ada, binding=BINDING) is None
        assert reason(confirm(ada, app_code(pending.secret))) == "superseded"
        assert enrolment.begin(ada, binding=BINDING).secret != pending.secret


def test_the_first_code_turns_it_on_and_is_used_up(ada: User) -> None:
    pending = enrolment.begin(ada, binding=BINDING)
    code = app_code(pending.secret)
    answer = confirm(ada, code, label="  My phone  ")
    assert isinstance(answer, Confirmed)
    assert (answer.authenticator.handle, answer.authenticator.label) == (pending.handle, "My phone")
    assert len(answer.recovery_codes) == 10 and RecoveryCode.objects.count() == 10
    assert mfa.methods(ada) == ("totp", "email_otp", "recovery")
    replay = mfa.verify(ada, "totp", code, binding="interaction:2", request=browser())
    assert isinstance(replay, mfa.Rejected) and replay.reason == "replayed"
    assert [letter.subject for letter in letters("ada@example.org")] == ["Two-step sign-in was turned on"]
    assert Event.objects.filter(action="user:factor:enrol", outcome="success", subject=ada.sub).count() == 1
    assert User.objects.get(pk=ada.pk).factors_version == 1


def test_the_secret_cannot_be_read_again_and_confirming_twice_fails(ada: User) -> None:
    pending = enrolment.begin(ada, binding=BINDING)
    confirm(ada, app_code(pending.secret))
    assert enrolment.pending(ada, binding=BINDING) is None
    assert reason(confirm(ada, app_code(pending.secret, steps=1))) == "superseded"


def test_another_browser_cannot_confirm_it(ada: User) -> None:
    pending = enrolment.begin(ada, binding=BINDING)
    assert reason(confirm(ada, app_code(pending.secret), binding="interaction:2")) == "superseded"
    assert reason(confirm(person(), app_code(pending.secret))) == "superseded"


def test_of_two_browsers_one_wins_and_the_other_is_refused(ada: User) -> None:
    one, other = (enrolment.begin(ada, binding=binding) for binding in ("interaction:1", "interaction:2"))
    assert one.secret != other.secret
    assert reason(confirm(ada, app_code(one.secret), binding="interaction:1")) == "confirmed"
    assert reason(confirm(ada, app_code(other.secret), binding="interaction:2")) == "superseded"
    assert Authenticator.objects.count() == 1


def test_guesses_at_a_new_app_come_from_the_same_budget(ada: User) -> None:
    pending = enrolment.begin(ada, binding=BINDING)
    for left in (4, 3, 2, 1, 0):
        answer = confirm(ada, other_code(app_code(pending.secret)))
        assert isinstance(answer, Rejected) and answer.attempts_left == left
    with pytest.raises(Throttled):
        confirm(ada, app_code(pending.secret))


def test_a_second_app_brings_no_second_set_of_recovery_codes(ada: User) -> None:
    assert len(enrol(ada).recovery_codes) == 10
    assert enrol(ada, "session:s").recovery_codes == []
    assert Authenticator.objects.count() == 2 and RecoveryCode.objects.count() == 10


def test_removing_one_and_then_the_last(ada: User) -> None:
    one, other = enrol(ada).authenticator, enrol(ada, "session:s").authenticator
    enrolment.remove(ada, one.handle, request=browser())
    assert RecoverySet.objects.exists()
    enrolment.remove(ada, other.handle, request=browser())
    assert not RecoverySet.objects.exists() and mfa.methods(ada) == ("email_otp",)
    subjects = [letter.subject for letter in letters("ada@example.org")]
    assert subjects[-2:] == ["An authenticator app was removed", "Two-step sign-in was turned off"]
    assert User.objects.get(pk=ada.pk).factors_version == 4


def test_a_removal_voids_an_enrolment_that_began_before(ada: User) -> None:
    one = enrol(ada).authenticator
    pending = enrolment.begin(ada, binding="interaction:2")
    enrolment.remove(ada, one.handle, request=browser())
    assert reason(confirm(ada, app_code(pending.secret), binding="interaction:2")) == "superseded"


@pytest.mark.parametrize("handle", ["", "unknown"])
def test_only_ones_own_confirmed_app_can_be_removed(ada: User, handle: str) -> None:
    foreign = enrol(person()).authenticator
    pending = enrolment.begin(ada, binding=BINDING)
    for target in (handle, foreign.handle, pending.handle):
        with pytest.raises(AppError) as refused:
            enrolment.remove(ada, target, request=browser())
        assert refused.value.status == 404
    assert Authenticator.objects.filter(handle=foreign.handle).exists()


def test_the_last_app_stays_where_the_policy_demands_one(ada: User, settings: Settings) -> None:
    settings.IDP = settings.IDP.model_copy(update={"mfa_policy": "mfa"})
    one, other = enrol(ada).authenticator, enrol(ada, "session:s").authenticator
    enrolment.remove(ada, one.handle, request=browser())
    with pytest.raises(AppError) as refused:
        enrolment.remove(ada, other.handle, request=browser())
    assert refused.value.status == 409
    assert mfa.methods(ada)[0] == "totp"


def test_a_reset_takes_everything_and_ends_every_session(ada: User) -> None:
    enrol(ada)
    ada.refresh_from_db()
    epoch = ada.epoch
    assert enrolment.reset(ada) == 1
    assert ada.epoch == epoch + 1
    assert mfa.methods(ada) == ("email_otp",) and not RecoverySet.objects.exists()
    assert letters("ada@example.org")[-1].subject == "Two-step sign-in was reset"


def test_importing_a_seed_once(ada: User) -> None:
    assert enrolment.import_totp(ada, "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp", "phone")
    assert not enrolment.import_totp(ada, SECRET, "phone")
    assert Authenticator.objects.get().label == "phone"
    assert mfa.verify(ada, "totp", app_code(), binding=BINDING, request=browser()) == mfa.Verified("totp")


@pytest.mark.parametrize("secret", ["", "JBSWY3DPEHPK3PXP", "not base32!" * 4, "1" * 32, "JBSWY3DPEHPK3PXPJBSWY3DPE"])
def test_a_weak_or_broken_seed_is_refused(ada: User, secret: str) -> None:
    with pytest.raises(AppError) as refused:
        enrolment.import_totp(ada, secret)
    assert refused.value.code == "bad_totp_secret"
