"""The guarded lines that attacks on access tokens, clients and PKCE are about. Families TS, CA, PK."""

from tests.sabotage.tree import Control

CLAIMS_TS = (
    Control(
        "a public key is no shared secret",
        "idp/oidc/keys.py",
        "        return bool(_algorithm(self.alg).verify(message, signature, self.jwk))",
        (
            "        import hashlib\n"
            "        import hmac\n"
            "\n"
            "        mac = hmac.new(self.jwk.as_pem(private=False), message, hashlib.sha256).digest()\n"
            "        return hmac.compare_digest(mac, signature) or bool(_algorithm(self.alg).verify(message,"
            " signature, self.jwk))"
        ),
        "tests/security/test_ts_02_public_key_as_secret.py::test_no_spelling_of_the_key_is_a_secret",
        behind=(("idp/oidc/tokens.py", " or key.alg != token.alg:", ":"),),
    ),
    Control(
        "a kid names a key of ours",
        "idp/oidc/tokens.py",
        "key = keys.find(token.kid)",
        'key = keys.find(token.kid) or keys.signer("ES256")',
        "tests/security/test_ts_03_key_identifier.py::test_it_is_refused_although_our_key_signed",
    ),
    Control(
        "a key signs by its own algorithm",
        "idp/oidc/tokens.py",
        " or key.alg != token.alg:",
        ":",
        "tests/security/test_ts_03_key_identifier.py::test_a_key_of_another_algorithm_and_purpose_is_refused",
    ),
    Control(
        "a key that is not published verifies nothing",
        "idp/oidc/tokens.py",
        "key.state not in states or ",
        "",
        "tests/security/test_ts_03_key_identifier.py::test_a_key_that_is_no_longer_published_is_refused",
    ),
    Control(
        "unknown keys cost one look-up a second",
        "idp/oidc/keys.py",
        "RELOAD_FOR_UNKNOWN_AFTER = timedelta(seconds=1)",
        "RELOAD_FOR_UNKNOWN_AFTER = timedelta(0)",
        "tests/security/test_ts_03_key_identifier.py::test_unknown_ones_cost_at_most_one_look_up",
    ),
    Control(
        "a token cannot bring its own key",
        "idp/protocol/rfc7515_jws.py",
        "if set(header) != _HEADER_MEMBERS or not all",
        "if not set(header) >= _HEADER_MEMBERS or not all",
        ("tests/security/test_ts_04_own_key_in_the_header.py::test_such_a_member_is_refused_even_under_our_signature"),
        behind=(
            (
                "idp/protocol/rfc7515_jws.py",
                "for value in header.values()):",
                "for name, value in header.items() if name in _HEADER_MEMBERS):",
            ),
        ),
    ),
    Control(
        "a signature is verified",
        "idp/oidc/tokens.py",
        "if not key.verifies(token.signing_input, token.signature):",
        "if False:",
        "tests/security/test_ts_04_own_key_in_the_header.py::test_it_is_refused_and_nothing_is_fetched",
        also=("tests/security/test_ts_12_degenerate_signatures.py::test_it_verifies_nothing",),
    ),
    Control(
        "a token's type is looked at",
        "idp/oidc/tokens.py",
        "if token.typ != typ:",
        "if False:",
        "tests/security/test_ts_06_tokens_of_another_type.py::test_nothing_else_is_an_id_token_hint",
    ),
    Control(
        "an access token is meant for the API",
        "idp/oidc/access.py",
        "if len(audience_of(claims)) != 1 or not wanted & set(audience_of(claims)):",
        "if False:",
        "tests/security/test_ts_07_account_api.py::test_a_token_for_another_audience",
    ),
    Control(
        "a time that JSON spells oddly is none",
        "idp/protocol/rfc7519_jwt.py",
        "if type(value) is not int or value < 0:",
        "if value < 0:",
        "tests/security/test_ts_09_odd_times.py::test_numbers_that_json_spells_oddly_are_refused",
    ),
    Control(
        "the end of a token is the end",
        "idp/protocol/rfc7519_jwt.py",
        "if expires <= now and not allow_expired:",
        "if expires <= now - 60 and not allow_expired:",
        "tests/security/test_ts_09_odd_times.py::test_the_end_is_the_end_and_sixty_seconds_of_skew_are_not_a_day",
    ),
    Control(
        "a bearer token has at most 8,192 characters",
        "idp/protocol/rfc6750_bearer.py",
        "{1,8192}=*",
        "+=*",
        "tests/security/test_ts_11_shapes_and_sizes.py::test_a_long_token_is_refused_at_the_doors",
    ),
    Control(
        "a client's own token is revoked by itself",
        "idp/oidc/access.py",
        " or state.is_revoked",
        "",
        "tests/security/test_ts_13_revoked_a_moment_ago.py::test_a_client_s_own_token_goes_alone",
    ),
    Control(
        "the scheme's case does not matter",
        "idp/protocol/rfc6750_bearer.py",
        "(?i:bearer)",
        "Bearer",
        "tests/security/test_ts_14_bearer_forms.py::test_the_scheme_may_be_lower_case",
    ),
    Control(
        "the scheme is Bearer",
        "idp/protocol/rfc6750_bearer.py",
        "(?i:bearer) +",
        "[A-Za-z]+ +",
        "tests/security/test_ts_14_bearer_forms.py::test_other_forms_are_refused",
    ),
    Control(
        "a call of the API wants its scope",
        "idp/api/permissions.py",
        "if not set(needed) <= cast(Access, request.auth).scopes:",
        "if False:",
        "tests/security/test_ts_15_scope.py::test_insufficient_scope",
        also=(
            "test_reading_does_not_allow_writing",
            "test_writing_does_not_allow_reading",
            "tests/security/test_ts_16_change_of_address.py::test_the_scope_to_read_is_not_the_scope_to_write",
        ),
    ),
    Control(
        "a sensitive call wants a fresh proof by the strongest factor",
        "idp/api/permissions.py",
        "if policy.rank(token.acr) < policy.rank(strongest) or not is_recent:",
        "if False:",
        "tests/security/test_ts_16_change_of_address.py::test_a_step_up_is_demanded_and_nothing_happens",
        also=(
            "tests/security/test_ts_16_step_up.py::test_a_weak_or_old_proof_is_challenged_and_changes_nothing",
            (
                "tests/security/test_ts_16_step_up.py"
                "::test_a_password_only_session_is_asked_for_the_mail_code_where_there_is_no_app"
            ),
        ),
    ),
    Control(
        "a wrong secret is wrong",
        "idp/oidc/client_auth.py",
        "[one for one in valid if secrets.equal(presented, one.digest)]",
        "list(valid)",
        "tests/security/test_ca_01_wrong_secret.py::test_the_answer_is_a_challenge_and_nothing_happens",
        also=(
            (
                "tests/security/test_ca_15_rotated_secret.py"
                "::test_replaced_without_an_overlap_it_is_dead_at_once_and_shown_nowhere"
            ),
        ),
    ),
    Control(
        "an assertion is refused",
        "idp/oidc/client_auth.py",
        'if "client_assertion" in parameters or "client_assertion_type" in parameters:',
        "if False:",
        "tests/security/test_ca_02_two_methods.py::test_a_secret_beside_an_assertion_is_refused",
    ),
    Control(
        "a public client has no secret",
        "idp/oidc/client_auth.py",
        'if credentials.method == "none":',
        'if credentials.method == "none" or (client is not None and client.is_public):',
        ("tests/security/test_ca_05_registered_method_only.py::test_a_public_client_with_an_invented_secret_is_refused"),
    ),
    Control(
        "Basic is form-decoded",
        "idp/oidc/client_auth.py",
        'return unquote_to_bytes(octets.replace(b"+", b" ")).decode("utf-8")',
        'return octets.decode("utf-8")',
        "tests/security/test_ca_07_basic_encoding.py::test_encoded_it_works_and_plain_it_does_not",
    ),
    Control(
        "a malformed header is no public client",
        "idp/oidc/client_auth.py",
        "    credentials = _basic(authorization)\n    if secret:",
        (
            "    try:\n"
            "        credentials = _basic(authorization)\n"
            "    except OAuthError:\n"
            '        return Credentials("none", named, secret)\n'
            "    if secret:"
        ),
        "tests/security/test_ca_07_basic_encoding.py::test_a_malformed_header_is_no_public_client",
    ),
    Control(
        "why a client is refused is told to nobody",
        "idp/oidc/client_auth.py",
        '        "Client authentication failed.",\n',
        "        detail,\n",
        "tests/security/test_ca_16_unknown_client.py::test_status_body_and_headers_are_equal",
    ),
    Control(
        "a code is redeemed with its own verifier",
        "idp/oidc/engine/server.py",
        "rfc7636_pkce.METHOD: rfc7636_pkce.verifies",
        "rfc7636_pkce.METHOD: lambda *_: True",
        "tests/security/test_pk_05_bad_verifier.py::test_refused_and_the_code_is_not_spent",
        also=(
            "test_a_code_is_bound_to_its_own_flow",
            "tests/security/test_pk_08_downgrade.py::test_a_client_excused_from_pkce_that_uses_it_is_bound_to_it",
        ),
    ),
    Control(
        "a parameter has at most 2,048 characters",
        "idp/protocol/parameters.py",
        "MAX_CHARACTERS = 2048",
        "MAX_CHARACTERS = 8192",
        "tests/security/test_pk_05_bad_verifier.py::test_four_kibibytes_are_not_even_read",
    ),
    Control(
        "guesses at one code count against it alone",
        "idp/oidc/store.py",
        "code_attempts + 1 WHERE id = %s AND",
        "code_attempts + 1 WHERE id >= %s AND",
        "tests/security/test_pk_06_guessing_verifiers.py::test_guesses_at_one_code_do_not_count_against_another",
    ),
    Control(
        "another client burns no code",
        "idp/oidc/grants/authorization_code.py",
        "if row.client_pk != exchange.client.pk:",
        "if False:",
        "tests/security/test_pk_06_guessing_verifiers.py::test_another_client_cannot_burn_the_code",
    ),
    Control(
        "a confidential client sends a challenge too",
        "idp/oidc/engine/validator.py",
        "return client.require_pkce or client.is_public",
        "return client.is_public",
        "tests/security/test_pk_08_downgrade.py::test_a_confidential_client_needs_a_challenge_too",
    ),
)
