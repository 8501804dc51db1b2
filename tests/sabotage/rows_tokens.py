"""Controls of tokens, client authentication and the edge of HTTP. Attack families RT, TS, CA, IR, HH, IN and AP."""

from tests.sabotage.tree import Control

_REFRESH = "idp/oidc/grants/refresh_token.py"
_STORE = "idp/oidc/store.py"
_TOKENS = "idp/oidc/tokens.py"
_JWS = "idp/protocol/rfc7515_jws.py"
_JWT = "idp/protocol/rfc7519_jwt.py"
_CLIENT_AUTH = "idp/oidc/client_auth.py"
_PARAMETERS = "idp/protocol/parameters.py"
_HTTP = "idp/core/http.py"
_ACCESS = "idp/oidc/access.py"
_SECURITY = "tests/security"

TOKENS = (
    Control(
        "an old refresh token ends its family",
        _REFRESH,
        'if not store.kill(row.id, "refresh token reuse"):',
        "if row.revoked_at is not None:",
        f"{_SECURITY}/test_rt_01_replay_kills_the_family.py::test_the_family_dies_and_no_other",
    ),
    Control(
        "a refresh token is its client's alone",
        _REFRESH,
        "if row.client_pk != exchange.client.pk:",
        "if row.client_pk == 0:",
        f"{_SECURITY}/test_rt_08_other_client.py::test_another_client_gets_invalid_grant_for_the_same_person",
    ),
    Control(
        "the window is for the predecessor alone",
        _REFRESH,
        "is_predecessor = generation == row.generation - 1",
        "is_predecessor = generation < row.generation",
        f"{_SECURITY}/test_rt_05_grandparent_in_the_window.py::test_the_grandparent_ends_the_family_within_the_window",
    ),
    Control(
        "the window closes",
        _REFRESH,
        "moment - row.rotated_at <= settings.IDP.refresh_grace",
        "moment >= row.rotated_at",
        f"{_SECURITY}/test_rt_04_lost_answer.py::test_the_retry_does_not_prolong_the_window_and_a_thief_after_it_ends_the_family",
    ),
    Control(
        "a rotation writes only over what it read",
        _STORE,
        '"WHERE id = %s AND generation = %s AND revoked_at IS NULL AND expires_at > %s AND idle_expires_at > %s"',
        '"WHERE id = %s AND generation >= %s AND revoked_at IS NULL AND expires_at > %s AND idle_expires_at > %s"',
        f"{_SECURITY}/test_rt_03_one_successor.py::test_a_rival_that_read_before_the_winner_wrote_cannot_rotate",
    ),
    Control(
        "a refresh token has an absolute end",
        _STORE,
        '("the grant is past its absolute end", row.expires_at <= moment),',
        "",
        f"{_SECURITY}/test_rt_10_idle_and_absolute_end.py::test_in_steady_use_the_absolute_end_stands",
    ),
    Control(
        "a raised epoch ends every grant",
        _STORE,
        '("the person\'s epoch was raised", row.epoch != row.user_epoch),',
        "",
        f"{_SECURITY}/test_rt_11_authority_withdrawn.py::test_everything_of_the_grant_is_dead",
    ),
    Control(
        "a refresh token carries our MAC",
        _TOKENS,
        "return (handle, generation) if any(hmac.compare_digest(one, mac) for one in ours) else None",
        "return (handle, generation) if ours and mac else None",
        f"{_SECURITY}/test_rt_15_altered_token.py::test_it_is_refused_and_the_family_lives",
    ),
    Control(
        "the signature is verified",
        _TOKENS,
        "if not key.verifies(token.signing_input, token.signature):",
        "if not token.signature:",
        f"{_SECURITY}/test_ts_12_degenerate_signatures.py::test_a_signature_belongs_to_its_message",
    ),
    Control(
        "the algorithm is the key's",
        _TOKENS,
        "or key.alg != token.alg:",
        "or not key.alg:",
        f"{_SECURITY}/test_ts_01_no_algorithm.py::test_it_is_refused_unsigned_with_the_old_signature_and_with_our_own",
    ),
    Control(
        "a token is taken as its own type only",
        _TOKENS,
        "if token.typ != typ:",
        "if not token.typ:",
        f"{_SECURITY}/test_ts_06_tokens_of_another_type.py::test_nothing_else_is_an_access_token",
    ),
    Control(
        "a token brings no member of its own in the header",
        _JWS,
        "if set(header) != _HEADER_MEMBERS or not all",
        "if not _HEADER_MEMBERS <= set(header) or not all",
        f"{_SECURITY}/test_ts_05_critical_headers.py::test_they_are_refused_under_our_own_signature",
    ),
    Control(
        "the issuer is compared whole",
        _JWT,
        'if claims.get("iss") != issuer:',
        'if not str(claims.get("iss")).startswith(issuer):',
        f"{_SECURITY}/test_ts_08_other_issuer.py::test_it_is_refused",
    ),
    Control(
        "a time is a whole number",
        _JWT,
        "if type(value) is not int or value < 0:",
        "if not isinstance(value, (int, float)) or value < 0:",
        f"{_SECURITY}/test_ts_09_odd_times.py::test_they_are_refused_under_our_own_signature",
    ),
    Control(
        "an access token belongs to its grant's person and client",
        _ACCESS,
        'if row is None or row.client_id != claims["client_id"] or row.sub != claims["sub"]:',
        "if row is None:",
        f"{_SECURITY}/test_ts_08_other_issuer.py::test_a_claim_that_contradicts_the_grant_is_refused",
    ),
    Control(
        "a token in the query is not read",
        "idp/oidc/userinfo.py",
        'if "access_token" in request.GET or (request.method == "POST" and form.body(request)):',
        'if request.method == "POST" and form.body(request):',
        f"{_SECURITY}/test_ir_08_token_in_the_query.py::test_in_the_query_it_is_refused",
    ),
    Control(
        "a client authenticates by one method",
        _CLIENT_AUTH,
        "    if secret:\n        raise OAuthError(",
        "    if not credentials.client_id:\n        raise OAuthError(",
        f"{_SECURITY}/test_ca_02_two_methods.py::test_they_are_refused_whichever_is_right",
    ),
    Control(
        "a client authenticates by its registered method",
        _CLIENT_AUTH,
        "client.enabled and client.auth_method == credentials.method",
        "client.enabled",
        f"{_SECURITY}/test_ca_05_registered_method_only.py::test_the_right_secret_by_another_way_is_refused",
    ),
    Control(
        "a replaced secret ends",
        _CLIENT_AUTH,
        "if one.expires_at is None or one.expires_at > moment]",
        "if one.expires_at is None or one.expires_at]",
        f"{_SECURITY}/test_ca_15_rotated_secret.py::test_both_work_in_the_overlap_and_the_old_one_is_dead_after",
    ),
    Control(
        "no parameter stands twice",
        _PARAMETERS,
        "if name in seen and name != REPEATABLE:",
        "if name in seen and name == 'code':",
        f"{_SECURITY}/test_ca_04_repeated_parameters.py::test_the_request_is_invalid_and_the_code_unspent",
    ),
    Control(
        "a resource server asks about its own audience",
        "idp/oidc/introspect.py",
        "return set(audience) <= {caller.client_id, *caller.introspection_audiences}",
        "return bool(audience)",
        f"{_SECURITY}/test_ir_02_foreign_introspection.py::test_another_audience_s_server_learns_nothing",
    ),
    Control(
        "a client revokes its own grants",
        "idp/oidc/revoke.py",
        "if row is None or row.client_pk != client.pk:",
        "if row is None:",
        f"{_SECURITY}/test_ir_05_foreign_revocation.py::test_a_foreign_token_lives_and_looks_unknown",
    ),
    Control(
        "what a proxy appended is read, not what the caller made up",
        _HTTP,
        "forwarded[-_FORWARDED_LENGTH:]",
        "forwarded[:_FORWARDED_LENGTH]",
        f"{_SECURITY}/test_hh_03_forged_address.py::test_the_proxy_s_own_word_counts_whatever_was_sent_before_it",
    ),
    Control(
        "only trusted proxies say who calls",
        _HTTP,
        "while hops and _is_trusted(address):",
        "while hops and address:",
        f"{_SECURITY}/test_hh_03_forged_address.py::test_without_a_trusted_proxy_the_header_is_not_read",
    ),
    Control(
        "only our own host is served",
        _HTTP,
        "return host == expected or request",
        "return host.startswith(expected) or request",
        f"{_SECURITY}/test_hh_01_foreign_host.py::test_it_is_a_400_at_every_door",
    ),
    Control(
        "an unknown method ends at the edge",
        _HTTP,
        "if request.method not in _METHODS:",
        'if request.method == "TRACE":',
        f"{_SECURITY}/test_ap_11_every_route.py::test_foreign_methods",
    ),
    Control(
        "only a form is read",
        "idp/oidc/form.py",
        "if not http.is_form(request):",
        'if request.content_type == "nothing":',
        f"{_SECURITY}/test_in_04_content_types.py::test_it_is_not_read_and_nothing_is_spent",
    ),
    Control(
        "a machine endpoint has no query",
        "idp/oidc/form.py",
        'if request.META.get("QUERY_STRING"):',
        'if request.META.get("QUERY_STRING") == "x":',
        f"{_SECURITY}/test_in_07_query_and_body.py::test_machine_endpoints_refuse_any_query",
    ),
)
