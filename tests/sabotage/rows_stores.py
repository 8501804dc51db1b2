"""Controls of the key ring, the stores and what the start refuses."""

from tests.sabotage.tree import Control

_RING = "tests/integration/operations/test_ring.py"
_NEW_KEY = "tests/security/test_mf_43_new_ring_key.py"
_VALUES = "tests/architecture/test_settings_values.py::test_a_wrong_value_is_refused_by_its_name_with_a_remedy"
_OTHERWISE = "tests/architecture/test_settings_values.py::test_what_is_written_otherwise_is_the_same"
_START = "test_a_key_that_is_missing_or_has_other_bytes_stops_the_start_at_every_door"

STORES = (
    Control(
        "a ring key with other bytes is noticed",
        "idp/core/canaries.py",
        '        return "changed"\n',
        '        return ""\n',
        f"{_RING}::test_a_key_that_sealed_nothing_yet_is_looked_for_too[changed]",
    ),
    Control(
        "a ring key that was used is missed",
        "idp/core/canaries.py",
        '        return "missing"\n',
        '        return ""\n',
        f"{_RING}::test_a_key_that_sealed_nothing_yet_is_looked_for_too[missing]",
    ),
    Control(
        "a ring key that is back after it was given up is needed again",
        "idp/core/canaries.py",
        "Q(dropped_at=None) | Q(key_id__in=settings.IDP.encryption_keys)",
        "Q(dropped_at=None)",
        f"{_RING}::test_a_key_that_was_given_up_and_is_back_is_needed_as_before",
    ),
    Control(
        "a command stores nothing under a wrong ring",
        "idp/operations/command.py",
        "if self.seals_secrets:",
        "if False:",
        f"{_RING}::{_START}[missing]",
    ),
    Control(
        "before there were canaries, what is stored tells of a wrong ring",
        "idp/lifecycle/stored_secrets.py",
        "    _require_signing_keys()\n    _require_seeds()\n",
        "",
        f"{_RING}::test_before_there_were_canaries_what_is_stored_tells",
    ),
    Control(
        "readiness knows whether the ring opens what is stored",
        "idp/web/health.py",
        ".exists() and stored_secrets.are_readable()",
        ".exists()",
        f"{_RING}::test_readiness_and_the_doctor_say_so",
    ),
    Control(
        "a mailed code outlives a new first ring key",
        "idp/core/secrets.py",
        "return any(equal(known, each) for each in macs(purpose, *parts))",
        "return equal(known, mac(purpose, *parts))",
        f"{_NEW_KEY}::test_a_code_for_an_address_that_was_mailed_before_is_still_right",
    ),
    Control(
        "a new first ring key renews no budget",
        "idp/core/keyring.py",
        "return _derive(list(settings.IDP.encryption_keys.values())[-1], purpose)",
        "return derived(purpose)",
        f"{_NEW_KEY}::test_a_spent_guess_budget_stays_spent",
    ),
    Control(
        "an authenticator of an unknown type is not passed by",
        "idp/mfa/services.py",
        "    if has_unknown_factor(user):\n        return ()\n",
        "",
        "tests/security/test_mf_44_unknown_factor.py::test_nothing_weaker_takes_its_place",
    ),
    Control(
        "the database's file is its owner's alone",
        "idp/settings/sqlite.py",
        "os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)",
        "os.O_EXCL | os.O_CLOEXEC, 0o644)",
        "tests/integration/operations/test_private_database.py::test_the_file_and_its_log_are_the_owners_alone",
    ),
    Control(
        "a store's URL has no option that is not heeded",
        "idp/settings/urls.py",
        "    if unknown:\n",
        "    if False:\n",
        f"{_VALUES}[email_url-smtps://h?timeout=5]",
    ),
    Control(
        "the issuer is what browsers write",
        "idp/settings/schema.py",
        "        return issuer.canonical(value)\n",
        '        issuer.canonical(value)\n        return value.rstrip("/")\n',
        f"{_OTHERWISE}[public_url-https://ID.Example.org:443/-https://id.example.org]",
    ),
    Control(
        "Celery verifies the broker's certificate",
        "idp/settings/base.py",
        "CELERY_BROKER_USE_SSL = (_broker and redis.tls(_broker)) or False",
        "CELERY_BROKER_USE_SSL = False",
        "tests/architecture/test_settings_values.py::test_celery_is_told_to_verify_the_brokers_certificate",
    ),
)
