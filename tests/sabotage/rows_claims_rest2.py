"""The guarded line of each attack test that no other row is about: families RU, IR, LO, XI, CO, CK, MX, OR."""

from tests.sabotage.tree import Control

_T = "tests/security/test_"
_SAME = "if registered == requested:"
_LOOPBACK = "idp/protocol/rfc8252_loopback.py"
_VALIDATOR = "idp/oidc/engine/validator.py"
_STORE = "idp/oidc/store.py"
_CLAIMS = "idp/oidc/claims.py"
_CONSENT = "idp/interaction/templates/interaction/consent.html"

CLAIMS_REST2 = (
    Control(
        "an answer goes to a registered address",
        "idp/clients/registry.py",
        "return any(matches(registered, uri,",
        "return True or any(matches(registered, uri,",
        f"{_T}ru_01_unregistered_redirect.py::test_the_person_is_told_and_the_attacker_is_not",
        also=("test_a_post_is_no_way_around", "test_nor_is_a_browser_without_a_session"),
    ),
    Control(
        "an address that ends like a registered one is another",
        _LOOPBACK,
        _SAME,
        'if requested.endswith(registered.partition("//")[2]):',
        f"{_T}ru_04_other_hosts.py::test_the_browser_is_sent_nowhere",
    ),
    Control(
        "a private scheme is compared as written",
        _LOOPBACK,
        _SAME,
        "if registered == requested.lower():",
        f"{_T}ru_10_private_scheme.py::test_another_spelling_is_refused",
    ),
    Control(
        "no redirect address is guessed",
        _VALIDATOR,
        "return None  # never guessed, even when only one is registered",
        "return request.client.redirect_uris[0]",
        f"{_T}ru_11_no_guess.py::test_no_uri_is_chosen_for_the_client",
        behind=(
            (
                "idp/oidc/engine/__init__.py",
                '        raise OAuthError("invalid_request", "redirect_uri is missing.", redirectable=False)\n',
                "        redirect_uri = client.redirect_uris[0]\n",
            ),
        ),
    ),
    Control(
        "no error goes to an address that nobody has judged",
        "idp/oidc/authorize.py",
        "    except OAuthError as error:\n        return error_page(request, error, client_id=named)\n",
        (
            "    except OAuthError as error:\n"
            '        if named and "prompt" in parameters:\n'
            '            return responses.respond(request, parameters["redirect_uri"], "query", error.parameters())\n'
            "        return error_page(request, error, client_id=named)\n"
        ),
        f"{_T}ru_12_error_redirects.py::test_the_address_is_judged_first",
        also=("test_an_unknown_client_is_told_nothing_at_all",),
    ),
    Control(
        "the answer is appended to a registered query",
        "idp/oidc/responses.py",
        'separator = "&" if "?" in redirect_uri else "?"',
        'separator = "?"',
        f"{_T}ru_17_registered_query.py::test_success_and_error_are_appended",
    ),
    Control(
        "another query is another address",
        _LOOPBACK,
        _SAME,
        'if registered.partition("?")[0] == requested.partition("?")[0]:',
        f"{_T}ru_17_registered_query.py::test_another_query_is_another_address",
    ),
    Control(
        "a code is redeemed with the query that it was asked with",
        "idp/oidc/grants/authorization_code.py",
        "if redirect_uri != row.redirect_uri:",
        "if not row.redirect_uri.startswith(redirect_uri):",
        f"{_T}ru_17_registered_query.py::test_the_query_is_part_of_what_the_code_is_bound_to",
        behind=(
            ("idp/oidc/grants/authorization_code.py", "if not exchange.client.may_redirect_to(redirect_uri):", "if False:"),
        ),
    ),
    Control(
        "a public client introspects nothing",
        "idp/oidc/introspect.py",
        "        if caller.is_public:\n",
        "        if False:\n",
        f"{_T}ir_01_who_may_introspect.py::test_nobody_and_a_public_client_get_401",
        also=("test_a_public_client_s_attempt_is_recorded",),
    ),
    Control(
        "signing out everywhere ends every token",
        "idp/lifecycle/sign_out.py",
        "    revoke_grants(Grant.objects.filter(user=user), user, reason, request, actor=actor)\n",
        "",
        f"{_T}ir_04_ended_everywhere.py::test_the_person_signs_out_everywhere",
        behind=(("idp/lifecycle/sign_out.py", "    people.raise_epoch(user)\n", ""),),
    ),
    Control(
        "a grant is of the deployment's present epoch",
        _STORE,
        '("the deployment\'s epoch was raised", row.deployment_epoch != row.current_deployment_epoch),',
        "",
        f"{_T}ir_04_ended_everywhere.py::test_the_deployment_s_epoch_rises",
    ),
    Control(
        "revoking a token ends its grant",
        "idp/oidc/revoke.py",
        "if store.kill(row.id, reason):",
        "if row.revoked_at is None:",
        f"{_T}ir_06_what_revocation_ends.py::test_the_whole_grant_ends_and_no_other",
    ),
    Control(
        "a revocation names a token",
        "idp/oidc/revoke.py",
        'if not parameters.get("token"):',
        'if not parameters.get("token", "nothing"):',
        f"{_T}ir_06_what_revocation_ends.py::test_no_token_at_all_is_an_invalid_request",
        behind=(("idp/oidc/revoke.py", '_revoke(request, client, parameters["token"])', "pass"),),
    ),
    Control(
        "userinfo takes the scope openid",
        "idp/oidc/userinfo.py",
        "if OPENID not in found.scopes:",
        "if False:",
        f"{_T}ir_09_userinfo_without_a_person.py::test_without_openid_it_is_insufficient",
    ),
    Control(
        "userinfo names the person as the tokens do",
        _CLAIMS,
        'return {"sub": row.sub} |',
        'return {"sub": row.email} |',
        f"{_T}ir_10_stable_subject.py::test_id_token_access_token_userinfo_and_introspection_agree_across_renames",
    ),
    Control(
        "a subject is no number",
        "idp/accounts/models.py",
        "    return secrets.token(128)\n\n\nclass Group(",
        "    return secrets.digits() * 4\n\n\nclass Group(",
        f"{_T}ir_10_stable_subject.py::test_it_is_no_number_no_address_and_never_given_again",
    ),
    Control(
        "a claim is told for a scope that was granted",
        "idp/protocol/oidc_claims.py",
        "in scopes or (claim in requested",
        "in allowed_scopes or (claim in requested",
        f"{_T}ir_11_claims_by_scope.py::test_exactly_what_was_granted",
    ),
    Control(
        "an address counts as verified once it was proved here",
        _CLAIMS,
        '"email_verified": row.email_verified_at is not None,',
        '"email_verified": row.user_claims.get("email_verified", row.email_verified_at is not None),',
        f"{_T}ir_11_claims_by_scope.py::test_email_verified_is_the_truth_whatever_was_stored",
    ),
    Control(
        "what is stored besides standard claims is not told",
        _CLAIMS,
        "if claim in SCOPE_BY_CLAIM and claim not in _OWN_COLUMNS}",
        "if claim not in _OWN_COLUMNS}",
        f"{_T}ir_11_claims_by_scope.py::test_the_claims_parameter_reaches_nothing_internal",
        behind=(("idp/protocol/oidc_claims.py", " and scope in allowed_scopes)", ")"),),
    ),
    Control(
        "a code of a session that has ended is dead",
        "idp/oidc/grants/authorization_code.py",
        "if reason or row.session_ended_at is not None:",
        "if False:",
        f"{_T}lo_08_after_logout.py::test_a_code_of_an_ended_session_is_dead",
    ),
    Control(
        "tokens of a session end with it, whenever they were issued",
        _STORE,
        "        row.session_ended_at is not None\n        or row.session_expires_at",
        "        row.session_expires_at",
        f"{_T}lo_08_after_logout.py::test_a_logout_in_the_middle_of_a_redemption_leaves_nothing_alive",
    ),
    Control(
        "turning a client off ends no grant",
        "idp/clients/registration.py",
        "    client.enabled = enabled\n    rows.save(client)\n",
        (
            "    from idp.core import clock\n"
            "    from idp.oidc.models import Grant\n"
            "\n"
            "    Grant.objects.filter(client=client).update(revoked_at=clock.now())\n"
            "    client.enabled = enabled\n"
            "    rows.save(client)\n"
        ),
        f"{_T}lo_09_client_turned_off.py::test_off_and_on_again_is_no_sign_out",
    ),
    Control(
        "a client that is off is told of sign-outs",
        "idp/oidc/backchannel.py",
        "    if client is not None and client.backchannel_logout_uri:\n        for sid",
        "    if client is not None and client.enabled and client.backchannel_logout_uri:\n        for sid",
        f"{_T}lo_09_client_turned_off.py::test_a_client_that_is_off_is_told_of_a_sign_out",
    ),
    Control(
        "a name in the console is text",
        "idp/web/templates/web/manage/users.html",
        "<bdi>{{ person.name }}</bdi>",
        "<bdi>{{ person.name|safe }}</bdi>",
        f"{_T}xi_01_console_pages.py::test_the_text_stays_text",
    ),
    Control(
        "a search is shown as text",
        "idp/web/templates/web/manage/users.html",
        "{{ wanted }}",
        "{{ wanted|safe }}",
        f"{_T}xi_01_console_pages.py::test_nor_does_what_the_address_says",
    ),
    Control(
        "a page names a browser in our words, as text",
        "idp/web/account_ways_back.py",
        '"device": http.device_words(session.user_agent) if session.user_agent else "",',
        '"device": session.user_agent,',
        f"{_T}xi_01_stored_devices.py::test_what_a_stranger_s_browser_calls_itself_stays_text",
        behind=(("idp/web/templates/web/not_me.html", "{{ facts.device }}", "{{ facts.device|safe }}"),),
    ),
    Control(
        "a browser's name is kept without control characters",
        "idp/core/http.py",
        'request.META.get("HTTP_USER_AGENT", "")[:300] if c.isprintable())',
        'request.META.get("HTTP_USER_AGENT", "")[:300])',
        f"{_T}xi_01_stored_devices.py::test_control_characters_of_a_user_agent_do_not_reach_the_row",
    ),
    Control(
        "one's own name is text on every page",
        "idp/web/templates/web/account.html",
        "({{ who.name }})",
        "({{ who.name|safe }})",
        f"{_T}xi_02_data_beside_scripts.py::test_no_page_has_a_script_of_its_own",
    ),
    Control(
        "the export is a file",
        "idp/web/account_data.py",
        '    response["Content-Disposition"] = f\'attachment; filename="{taking.FILE_NAME}"\'\n',
        '    response["Content-Disposition"] = f\'inline; filename="{taking.FILE_NAME}"\'\n',
        f"{_T}xi_02_data_beside_scripts.py::test_json_is_nothing_that_a_browser_would_run",
    ),
    Control(
        "a client's name is text in the console",
        "idp/web/templates/web/manage/client.html",
        "<h1>{{ client.name }}</h1>",
        "<h1>{{ client.name|safe }}</h1>",
        f"{_T}xi_08_client_pages.py::test_they_are_shown_as_typed",
    ),
    Control(
        "a search finds what begins so",
        "idp/lifecycle/directory.py",
        "Q(email_canonical__gte=prefix, email_canonical__lt=prefix + _AFTER_EVERY_ADDRESS)",
        "Q(email_canonical__gte=prefix)",
        f"{_T}xi_09_console_search.py::test_a_search_finds_what_begins_so_and_nothing_else",
    ),
    Control(
        "a cursor of the search is a place",
        "idp/lifecycle/directory.py",
        "User.objects.filter(email_canonical__gt=after) if after else User.objects.all()",
        "User.objects.all()",
        f"{_T}xi_09_console_search.py::test_a_cursor_names_a_place_and_no_more",
    ),
    Control(
        "the consent page says that nobody verified an app",
        _CONSENT,
        "{% if not client.verified %}",
        "{% if client.verified %}",
        f"{_T}co_05_what_the_page_shows.py::test_who_registered_itself_is_named_by_its_host",
        also=("test_the_facts_are_there",),
    ),
    Control(
        "the name of who asks for consent is text",
        _CONSENT,
        "<h1>{% blocktranslate with name=client.name %}",
        "<h1>{% blocktranslate with name=client.name|safe %}",
        f"{_T}co_05_what_the_page_shows.py::test_a_name_is_text",
    ),
    Control(
        "a denial is remembered nowhere",
        "idp/interaction/prompts/consent.py",
        '        return Refuse("access_denied")\n',
        (
            "        denied = registry.get(visit.context.asked.client_id)\n"
            '        where = str(visit.interaction.parameters["redirect_uri"])\n'
            "        consents.remember(visit.person.pk, denied.pk, where, visit.context.asked.scopes)\n"
            '        return Refuse("access_denied")\n'
        ),
        f"{_T}co_06_denied.py::test_the_client_is_told_and_the_next_request_asks_again",
        also=("test_a_denial_takes_nothing_back_that_was_allowed_before",),
    ),
    Control(
        "the clock is UTC wherever the machine stands",
        "idp/core/clock.py",
        "return datetime.now(UTC)",
        "return datetime.now().replace(tzinfo=UTC)",
        f"{_T}ck_02_time_zones.py::test_every_lifetime_holds_to_the_second",
        also=("test_a_sign_in_over_the_change_of_the_hour_and_its_idle_end",),
    ),
    Control(
        "no script of another origin reads an authorization response",
        "idp/oidc/responses.py",
        '    response["Location"] = f"{redirect_uri}{separator}{urlencode(members)}"\n',
        (
            '    response["Location"] = f"{redirect_uri}{separator}{urlencode(members)}"\n'
            '    response["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")\n'
        ),
        f"{_T}mx_10_cross_origin.py::test_no_answer_is_shared",
    ),
    Control(
        "a way back leads to a page of ours",
        "idp/web/local.py",
        'return path if _ALLOWED.fullmatch(path) and "//" not in path and ".." not in path else DEFAULT',
        "return path or DEFAULT",
        f"{_T}or_01_return_path.py::test_ignored_as_a_path",
        also=(
            "test_the_person_lands_on_the_account_page_after_signing_in",
            "test_somebody_signed_in_lands_on_the_account_page",
            "test_the_records_page_sends_nowhere_else",
        ),
    ),
)
