"""Controls of the authorization request, the code and consent. Attack families RU, PK, AC, MX, CO, PR and OR."""

from tests.sabotage.tree import Control

_LOOPBACK = "idp/protocol/rfc8252_loopback.py"
_PARAMETERS = "idp/protocol/parameters.py"
_CODE = "idp/oidc/grants/authorization_code.py"
_SERVER = "idp/oidc/engine/server.py"
_VALIDATOR = "idp/oidc/engine/validator.py"
_RESPONSES = "idp/oidc/responses.py"
_CONSENT = "idp/interaction/prompts/consent.py"

AUTHORIZATION = (
    Control(
        "a redirect_uri is compared whole",
        _LOOPBACK,
        "if registered == requested:",
        "if requested.startswith(registered):",
        "tests/security/test_ru_02_uri_variants.py::test_only_the_registered_string_is_the_registered_uri",
    ),
    Control(
        "one loopback address is not the other",
        _LOOPBACK,
        "return (ours[1], ours[3]) == (theirs[1], theirs[3])",
        "return ours[3] == theirs[3]",
        "tests/security/test_ru_09_loopback.py::test_every_other_address_is_another_address",
    ),
    Control(
        "a web client has no free port",
        _LOOPBACK,
        "if not any_port or ours is None",
        "if ours is None",
        "tests/security/test_ru_09_loopback.py::test_a_web_client_comes_from_where_it_was_registered",
    ),
    Control(
        "a parameter stands once",
        _PARAMETERS,
        "if name in seen and name != REPEATABLE:",
        "if name in seen and name not in values:",
        "tests/security/test_ru_13_header_injection.py::test_two_addresses_are_none",
    ),
    Control(
        "a code is bound to its redirect_uri",
        _CODE,
        "if redirect_uri != row.redirect_uri:",
        "if not redirect_uri:",
        "tests/security/test_ru_15_other_registered_uri.py::test_the_code_is_bound_to_its_address",
    ),
    Control(
        "every redirect after a POST is a 303",
        "idp/interaction/views.py",
        "status_code = 303",
        "status_code = 307",
        "tests/security/test_ru_16_redirect_after_password.py::test_password_code_and_consent_are_each_answered_by_303",
    ),
    Control(
        "a public client uses PKCE",
        _VALIDATOR,
        "return client.require_pkce or client.is_public",
        "return client.require_pkce",
        "tests/security/test_pk_01_no_challenge.py::test_a_public_client_cannot_be_excused",
    ),
    Control(
        "a challenge is one of S256",
        _SERVER,
        "if request.code_challenge is not None and not rfc7636_pkce.is_challenge(request.code_challenge):",
        "if request.code_challenge is not None and not request.code_challenge:",
        "tests/security/test_pk_01_no_challenge.py::test_the_client_is_told_and_gets_no_code",
    ),
    Control(
        "a challenge is not its own verifier",
        "idp/protocol/rfc7636_pkce.py",
        "return is_verifier(verifier) and hmac",
        "return verifier == challenge or hmac",
        "tests/security/test_pk_05_bad_verifier.py::test_the_challenge_is_not_its_own_verifier",
    ),
    Control(
        "wrong verifiers are counted",
        _SERVER,
        "            authorization_code.wrong_verifier(request.exchange)\n",
        "",
        "tests/security/test_pk_06_guessing_verifiers.py::test_the_fifth_wrong_verifier_ends_the_code",
    ),
    Control(
        "PKCE cannot be stripped",
        _CODE,
        "if code_verifier and not row.code_challenge:",
        "if code_verifier and row.code_challenge is None:",
        "tests/security/test_pk_08_downgrade.py::test_a_client_excused_from_pkce_is_not_fooled",
    ),
    Control(
        "a replayed code ends its grant",
        _CODE,
        'if not store.kill(row.id, "code reuse"):',
        "if not row.id:",
        "tests/security/test_ac_01_code_replay.py::test_a_late_replay_ends_everything_that_came_from_the_code",
    ),
    Control(
        "a doubled redemption only fails",
        _CODE,
        "if exchange.received_at - redeemed_at <= settings.IDP.code_reuse_tolerance:",
        "if exchange.received_at < redeemed_at:",
        "tests/security/test_ac_01_code_replay.py::test_a_replay_at_once_only_fails",
    ),
    Control(
        "a code is spent once, whoever is faster",
        "idp/oidc/store.py",
        "AND activated_at IS NULL AND revoked_at IS NULL AND code_expires_at",
        "AND revoked_at IS NULL AND code_expires_at",
        "tests/races/test_code_race.py::test_a_hundred_at_two_servers_get_one_grant_and_one_successor[1]",
    ),
    Control(
        "a code lives for a minute",
        _CODE,
        '"code_expires_at": moment + settings.IDP.code_lifetime,',
        '"code_expires_at": moment + 2 * settings.IDP.code_lifetime,',
        "tests/security/test_ac_03_expired_code.py::test_sixty_seconds",
    ),
    Control(
        "a code is its client's",
        _CODE,
        "if row.client_pk != exchange.client.pk:",
        "if row.client_pk is None:",
        "tests/security/test_ac_04_other_client.py::test_another_client_with_everything_else_right",
    ),
    Control(
        "the token endpoint reads no query",
        "idp/oidc/form.py",
        'if request.META.get("QUERY_STRING"):',
        'if request.META.get("QUERY_STRING") is None:',
        "tests/security/test_ac_06_query_string.py::test_nothing_is_read_from_the_query",
    ),
    Control(
        "a code dies with the sign-in",
        _CODE,
        "reason = store.may_issue(row, clock.now())",
        'reason = ""',
        "tests/security/test_ac_08_changed_meanwhile.py::test_the_code_is_worth_nothing",
    ),
    Control(
        "every answer names the issuer",
        _RESPONSES,
        ' | {"iss": settings.IDP.public_url}',
        "",
        "tests/security/test_mx_01_issuer.py::test_the_issuer_is_that_of_discovery_byte_for_byte",
    ),
    Control(
        "state comes back encoded",
        _RESPONSES,
        '{separator}{urlencode(members)}"',
        "{separator}{'&'.join(f'{name}={value}' for name, value in members.items())}\"",
        "tests/security/test_mx_02_state_and_nonce.py::test_state_is_echoed_once_and_exactly",
    ),
    Control(
        "only two response modes exist",
        "idp/protocol/oidc_authentication_request.py",
        "if mode not in RESPONSE_MODES:",
        "if not mode:",
        "tests/security/test_mx_09_response_modes.py::test_other_modes_are_refused_in_the_query",
    ),
    Control(
        "request objects are refused by name",
        "idp/protocol/oidc_authentication_request.py",
        "if parameters.get(name):",
        "if parameters.get(name) is False:",
        "tests/security/test_pr_01_request_objects.py::test_refused_by_name_without_a_fetch",
    ),
    Control(
        "JSON is read in one way",
        "idp/protocol/rfc8259_json.py",
        "if len(members) != len(pairs):",
        "if len(members) > len(pairs):",
        "tests/security/test_pr_06_hostile_claims.py::test_the_client_is_told",
    ),
    Control(
        "a client asks only for its scopes",
        _VALIDATOR,
        "return bool(scopes) and set(scopes) <= client.scopes",
        "return bool(scopes)",
        "tests/security/test_co_02_scope_not_allowed.py::test_the_whole_request_is_refused",
    ),
    Control(
        "consent is not remembered for apps that others can imitate",
        "idp/clients/consents.py",
        'return client.verified and client.application_type != "native"',
        "return True",
        "tests/security/test_co_03_no_memory_for_the_unproved.py::test_the_person_is_asked_again",
    ),
    Control(
        "consent is remembered for one host",
        "idp/interaction/facts.py",
        'client__client_id=client_id, redirect_host=urlsplit(redirect_uri).hostname or ""',
        "client__client_id=client_id",
        "tests/security/test_co_03_no_memory_for_the_unproved.py::"
        "test_what_is_remembered_is_this_client_at_this_host_for_these_scopes",
    ),
    Control(
        "prompt=consent asks",
        _CONSENT,
        '"consent" in context.asked.prompt and "consent" not in context.proofs',
        '"consent" in context.asked.prompt and not context.proofs and context.person is None',
        "tests/security/test_co_04_skipping_consent.py::test_prompt_consent_always_asks",
    ),
    Control(
        "only Allow allows",
        _CONSENT,
        'if decision != "allow":',
        "if decision is None:",
        "tests/security/test_co_01_edited_consent.py::test_only_the_two_buttons_decide",
    ),
    Control(
        "an interaction belongs to one browser",
        "idp/interaction/services.py",
        "return bool(secret) and secrets.equal(secrets.digest(secret), interaction.browser_hash)",
        "return bool(secret)",
        "tests/security/test_co_08_consent_out_of_turn.py::test_in_another_browser",
    ),
    Control(
        "a form carries the token of its interaction",
        "idp/interaction/browser.py",
        "return bool(secret) and secrets.mac_among(given, _PURPOSE, interaction_id, secret, sub)",
        "return bool(secret)",
        "tests/security/test_co_08_consent_out_of_turn.py::test_with_the_token_of_another_interaction",
    ),
    Control(
        "the hint of another person asks for that person",
        "idp/interaction/prompts/login.py",
        "not context.asked.wants(context.person.sub)",
        'context.asked.subs == ("nobody",)',
        "tests/security/test_co_09_hostile_hints.py::test_the_hint_of_another_person_asks_for_that_person",
    ),
    Control(
        "the way back after logout is a registered one",
        "idp/oidc/logout.py",
        "if return_to and asked.client and return_to not in asked.client.post_logout_redirect_uris:",
        "if not return_to:",
        "tests/security/test_or_02_after_logout.py::test_another_address_is_refused_even_with_a_right_hint",
    ),
)
