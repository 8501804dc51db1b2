"""The table of controls: what protects people, how it is switched off, and the test that must turn red.

A new control is one row. ``old`` must occur exactly once in its file; when the code moves, the row moves with it.
"""

from tests.sabotage.rows_accounts import ACCOUNTS
from tests.sabotage.rows_app import APP
from tests.sabotage.rows_attack import ATTACK
from tests.sabotage.rows_attack2 import ATTACK2
from tests.sabotage.rows_authorization import AUTHORIZATION
from tests.sabotage.rows_budgets import BUDGETS
from tests.sabotage.rows_claims import CLAIMS
from tests.sabotage.rows_clients import CLIENTS
from tests.sabotage.rows_console import CONSOLE
from tests.sabotage.rows_core import CORE
from tests.sabotage.rows_cost import COST
from tests.sabotage.rows_faults import FAULTS
from tests.sabotage.rows_front import FRONT
from tests.sabotage.rows_i18n import LANGUAGES
from tests.sabotage.rows_manage import MANAGE
from tests.sabotage.rows_manage_people import MANAGE_PEOPLE
from tests.sabotage.rows_outbound import OUTBOUND
from tests.sabotage.rows_people import PEOPLE
from tests.sabotage.rows_protection import PROTECTION
from tests.sabotage.rows_protocol import PROTOCOL
from tests.sabotage.rows_returns import RETURNS
from tests.sabotage.rows_review import REVIEW
from tests.sabotage.rows_rights import RIGHTS
from tests.sabotage.rows_services import SERVICES
from tests.sabotage.rows_stores import STORES
from tests.sabotage.rows_tokens import TOKENS
from tests.sabotage.rows_walks import WALKS
from tests.sabotage.rows_ways_in import WAYS_IN
from tests.sabotage.rows_whys import WHYS
from tests.sabotage.tree import Control

_GUESSES = "idp/limits/guesses.py"
_RATES = "idp/limits/rates.py"
_CODES = "idp/accounts/address_codes.py"
_TEST_GUESSES = "tests/unit/limits/test_guesses.py"
_TEST_RATES = "tests/unit/limits/test_rates.py"
_TEST_CODES = "tests/unit/accounts/test_address_codes.py"
_TEST_PASSWORDS = "tests/unit/accounts/test_passwords.py"

CONTROLS = (
    *PROTECTION,
    *PROTOCOL,
    *ACCOUNTS,
    *BUDGETS,
    *ATTACK,
    *MANAGE,
    *AUTHORIZATION,
    *REVIEW,
    *SERVICES,
    *FAULTS,
    *OUTBOUND,
    *APP,
    *FRONT,
    *COST,
    Control(
        "a guess is counted before it is checked",
        _GUESSES,
        "elif not _seen_again(row).update(**values):",
        "elif row.pk is None:",
        f"{_TEST_GUESSES}::test_five_are_free_and_the_fifth_says_how_long_to_wait",
    ),
    Control(
        "a blocked factor waits",
        _GUESSES,
        "if row is None or row.blocked_until is None or row.blocked_until <= moment:",
        "if row is None or row.blocked_until is None or row.blocked_until.year < 9000:",
        f"{_TEST_GUESSES}::test_a_refused_guess_is_not_counted",
    ),
    Control(
        "a factor stops at fifty guesses",
        _GUESSES,
        "if allowance.stop is not None and counts[key] > allowance.stop:",
        "if allowance.stop is not None and counts[key] > 10 * allowance.stop:",
        f"{_TEST_GUESSES}::test_a_factor_stops_at_fifty_whatever_the_patience",
    ),
    Control(
        "wrong passwords never lock an account out",
        _GUESSES,
        "STRANGERS = Allowance(HARD_STOP, STRANGERS_WAIT_SECONDS, STRANGERS_WAIT_SECONDS, ",
        "STRANGERS = Allowance(HARD_STOP, STRANGERS_WAIT_SECONDS, STRANGERS_WAIT_SECONDS, HARD_STOP, ",
        f"{_TEST_GUESSES}::test_passwords_back_off_but_never_stop",
    ),
    Control(
        "a proof clears only its own factor class",
        _GUESSES,
        'secrets.lasting_mac("guess budget", factor_class, *names)',
        'secrets.lasting_mac("guess budget", *names)',
        f"{_TEST_GUESSES}::test_a_proof_clears_only_its_own_factor_class",
    ),
    Control(
        "a full bucket refuses",
        _RATES,
        "RateBucket.objects.filter(key_hash=key, arrival_at_us__lte=rate.latest_us(now_us)).update(",
        "RateBucket.objects.filter(key_hash=key).update(",
        f"{_TEST_RATES}::test_a_code_is_sent_once_a_minute_five_times_an_hour_ten_times_a_day",
    ),
    Control(
        "a network that spreads its guesses is held",
        _RATES,
        '"network": networks.site,',
        '"network": networks.host,',
        f"{_TEST_RATES}::test_a_network_that_spreads_its_guesses_is_held_too",
    ),
    Control(
        "a code has five tries",
        _CODES,
        '.filter(attempts__lt=TRIES).update(attempts=F("attempts") + 1)',
        '.update(attempts=F("attempts") + 1)',
        f"{_TEST_CODES}::test_five_wrong_tries_end_the_code",
    ),
    Control(
        "a code is spent once",
        _CODES,
        "return open_.update(spent_at=clock.now()) == 1",
        "return open_.count() == 1",
        f"{_TEST_CODES}::test_the_code_of_the_mail_verifies_once",
    ),
    Control(
        "a code expires",
        _CODES,
        "spent_at=None, expires_at__gt=clock.now())",
        "spent_at=None)",
        f"{_TEST_CODES}::test_a_code_expires",
    ),
    Control(
        "an unknown person costs one hash",
        "idp/accounts/passwords.py",
        "return hasher.verify(password, stored or hasher.decoy) and bool(stored)",
        "return bool(stored) and hasher.verify(password, stored)",
        f"{_TEST_PASSWORDS}::test_an_unknown_person_costs_one_hash_like_a_known_one",
    ),
    Control(
        "hashing is bounded",
        "idp/accounts/passwords.py",
        "        with work.place():\n            return super().verify(normalise(password), encoded)",
        "        return super().verify(normalise(password), encoded)",
        f"{_TEST_PASSWORDS}::test_nothing_dear_is_done_without_a_place",
    ),
    Control(
        "a step of an app is accepted once, whoever is faster",
        "idp/mfa/stores.py",
        ", last_step__lt=match.step)",
        ")",
        "tests/unit/mfa/test_stores.py::test_one_step_that_two_doors_matched_is_spent_once",
    ),
    Control(
        "an accepted step is a replay",
        "idp/mfa/factors/totp.py",
        "fresh = [step for step in steps if step > credential.last_step]",
        "fresh = steps",
        "tests/unit/mfa/factors/test_totp.py::test_a_step_is_accepted_once_and_never_an_earlier_one",
    ),
    Control(
        "a recovery code is spent once, whoever is faster",
        "idp/mfa/stores.py",
        "unspent = RecoveryCode.objects.filter(pk=int(match.credential.handle), spent_at=None)",
        "unspent = RecoveryCode.objects.filter(pk=int(match.credential.handle))",
        "tests/unit/mfa/test_stores.py::test_one_recovery_code_that_two_doors_matched_is_spent_once",
    ),
    Control(
        "of two changes of factors at once one is refused",
        "idp/mfa/enrolment.py",
        "filter(pk=user.pk, factors_version=version)",
        "filter(pk=user.pk)",
        "tests/unit/mfa/test_stores.py::test_a_removal_that_finishes_while_an_enrolment_is_judged_wins",
    ),
    Control(
        "a seed cannot be read for another person",
        "idp/mfa/stores.py",
        'return keyring.decrypt(row.sealed_secret, "mfa_authenticator", user.sub, row.handle)',
        'return "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"',
        "tests/unit/mfa/test_frame.py::test_a_seed_of_another_person_or_row_cannot_be_read",
    ),
    Control(
        "a registration by somebody else never becomes the owner's",
        "idp/accounts/services.py",
        'if registration.pop("epoch") != current.epoch:',
        'if registration.pop("epoch") is None:',
        "tests/unit/accounts/test_services.py::test_a_registration_after_the_owners_voids_what_was_proved_by_it",
    ),
    Control(
        "a decoy's code proves nothing",
        "idp/accounts/services.py",
        "if user is not None and result.user_id == user.pk and _prove_address(user, result, event):",
        "if user is None or _prove_address(user, result, event):",
        "tests/unit/accounts/test_services.py::test_even_the_decoys_own_code_proves_nothing",
    ),
    Control(
        "a code by e-mail is never worth an app",
        "idp/mfa/policy.py",
        "(factor for factor in FACTORS if not proofs.isdisjoint({factor.type, *factor.also_by}))",
        "iter(FACTORS)",
        "tests/unit/mfa/test_policy.py::test_mail_never_yields_mfa_and_nothing_yields_phr",
    ),
    *ATTACK2,
    *CLAIMS,
    *CLIENTS,
    *CONSOLE,
    *CORE,
    *MANAGE_PEOPLE,
    *LANGUAGES,
    *PEOPLE,
    *RETURNS,
    *STORES,
    *RIGHTS,
    *TOKENS,
    *WALKS,
    *WAYS_IN,
    *WHYS,
)
