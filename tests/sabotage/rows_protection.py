"""Controls of a person's own view: history, new browsers, connected apps, mails, leaving and taking the data along."""

from tests.sabotage.tree import Control

_ACTIVITY = "idp/lifecycle/activity.py"
_APPS = "idp/lifecycle/connected_apps.py"
_NOT_ME = "idp/lifecycle/not_me.py"
_LEAVING = "idp/lifecycle/deletion.py"
_GRACE = "idp/accounts/deletion.py"
_KNOWN = "idp/sessions/known_browsers.py"
_DATA = "idp/web/account_data.py"

PROTECTION = (
    Control(
        "a cursor pages within the own history",
        _ACTIVITY,
        "Event.objects.filter(reference=before, subject=user.sub)",
        "Event.objects.filter(reference=before)",
        "tests/security/test_ap_09_history_filters.py::test_a_cursor_pages_within_the_own_history_only",
    ),
    Control(
        "where the staff sits is not told",
        _ACTIVITY,
        'if event.actor in ("", event.subject) else ("", "")',
        'if event else ("", "")',
        "tests/integration/api/test_activity.py::test_what_the_staff_did_is_told_without_where_they_sit",
    ),
    Control(
        "only the own history can be denied",
        _NOT_ME,
        "event = activity.of(user).filter(reference=reference).first()",
        "event = activity.Event.objects.filter(reference=reference).first()",
        "tests/security/test_ap_02_foreign_histories.py::test_a_foreign_sign_in_cannot_be_denied_and_looks_like_an_unknown_one",
    ),
    Control(
        "a denial ends the person's own session only",
        _NOT_ME,
        "Session.objects.filter(user=user, sid=sid).first()",
        "Session.objects.filter(sid=sid).first()",
        "tests/security/test_ap_02_foreign_histories.py::test_an_entry_of_my_own_that_names_a_foreign_session_ends_nothing",
    ),
    Control(
        "a denied sign-in loses its offline grants",
        _NOT_ME,
        'revoked = sign_out.revoke_grants(Grant.objects.filter(session=session), user, "sign-in denied", request)',
        "revoked = 0",
        "tests/integration/api/test_not_me.py::test_an_offline_grant_of_a_session_that_is_over_ends_too",
    ),
    Control(
        "a denied sign-in's browser is forgotten",
        _NOT_ME,
        "        known_browsers.forget(session)\n",
        "",
        "tests/integration/api/test_not_me.py::test_its_browser_counts_as_new_again",
    ),
    Control(
        "a link that denies a sign-in outlives a changed password",
        "idp/accounts/links.py",
        "OUTLASTING = frozenset({Purpose.UNDO_EMAIL, Purpose.NOT_ME, Purpose.KEEP_ACCOUNT})",
        "OUTLASTING = frozenset({Purpose.UNDO_EMAIL, Purpose.KEEP_ACCOUNT})",
        "tests/security/test_mf_19_ways_back.py"
        "::test_a_thief_who_changes_the_password_does_not_close_the_way_to_deny_the_sign_in",
    ),
    Control(
        "a known browser is known to its person only",
        _KNOWN,
        "if known and signed_in.filter(browser_hash__in=known, ",
        "if known and signed_in.filter(",
        "tests/security/test_mf_34_new_browsers.py::test_a_thief_s_browser_is_new_whatever_its_cookie_says",
    ),
    Control(
        "an account that slept is no newcomer",
        _KNOWN,
        "return not is_newcomer or Session.objects.filter(user_id=user.pk).exists()",
        "return Session.objects.filter(user_id=user.pk).exists()",
        "tests/security/test_mf_34_new_browsers.py::test_an_account_that_slept_is_no_new_one",
    ),
    Control(
        "a disconnected app loses its tokens",
        _APPS,
        'revoked = grants.update(revoked_at=clock.now(), revoke_reason="disconnected by the person")',
        "revoked = grants.count()",
        "tests/security/test_co_07_consent_taken_back.py::test_tokens_code_and_memory_end_and_the_next_request_asks_again",
    ),
    Control(
        "a disconnected app's consent is forgotten",
        _APPS,
        "forgotten = consents.revoke(user.pk, client.pk)",
        "forgotten = 1",
        "tests/integration/api/test_apps.py::test_disconnecting_forgets_the_consent_ends_every_grant_and_tells_the_client",
    ),
    Control(
        "the last administrator stays",
        _GRACE,
        "return user.is_admin and not [one",
        "return not user.is_admin and not [one",
        "tests/security/test_ap_08_last_administrator_leaves.py::test_refused_at_both_doors",
    ),
    Control(
        "an administrator who leaves does not count as one who stays",
        _GRACE,
        "if one.deletion_at is None and not",
        "if not",
        "tests/security/test_ap_08_last_administrator_leaves.py::test_of_two_administrators_one_may_leave",
    ),
    Control(
        "asking to delete signs out everywhere",
        _LEAVING,
        '        sign_out.everywhere(user, "the account is to be deleted", request=request)\n',
        "",
        "tests/security/test_cs_08_leaving.py::test_nothing_that_was_given_out_works_any_more",
    ),
    Control(
        "a deletion looks again whether its day has come",
        _LEAVING,
        "if user is None or not user.is_active or user.deletion_at is None or user.deletion_at > clock.now():",
        "if user is None or not user.is_active:",
        "tests/unit/lifecycle/test_deletion.py::test_the_day_is_looked_at_again_under_the_lock",
    ),
    Control(
        "addresses and browsers leave the record with the person",
        _LEAVING,
        "    retention.erase_person(sub)\n",
        "",
        "tests/security/test_ap_13_forgotten_person.py::test_no_table_holds_anything_that_names_the_person",
    ),
    Control(
        "every factor comes before the question whether to keep the account",
        "idp/interaction/policy.py",
        "    login.PROMPT,\n",
        "    keep_account.PROMPT,\n    login.PROMPT,\n",
        "tests/security/test_cs_08_leaving.py::test_a_half_session_in_the_grace_reaches_neither_the_data_nor_the_way_back",
    ),
    Control(
        "deleting wants a fresh proof",
        _DATA,
        '@require_http_methods(["GET", "HEAD", "POST"])\n@sudo_required\n',
        '@require_http_methods(["GET", "HEAD", "POST"])\n@session_required\n',
        "tests/security/test_mf_24_leaving_and_taking.py::test_a_page_that_was_open_too_long_deletes_nothing",
    ),
    Control(
        "the data is given after a fresh proof only",
        "idp/api/views/data.py",
        '{"GET": (scopes("account:read"), Fresh)}',
        '{"GET": (scopes("account:read"),)}',
        "tests/security/test_mf_24_leaving_and_taking.py::test_the_api_sends_the_challenge",
    ),
    Control(
        "names in a mail are cut short and link to nothing",
        "idp/core/mail.py",
        'chosen = {name: one_line(context[name]) for name in ("device", "client_name", "label") if context.get(name)}',
        "chosen: dict[str, str] = {}",
        "tests/security/test_xi_05_mails_without_bait.py::test_it_is_cut_short_links_to_nothing_and_reaches_no_subject",
    ),
    Control(
        "a damaged database of places stops nobody",
        "idp/core/places.py",
        "except Exception as error:  # noqa: BLE001 - a damaged file may raise anything\n        log.warning",
        "except FileNotFoundError as error:\n        log.warning",
        "tests/unit/core/test_places.py::test_a_damaged_or_missing_one_is_named_at_the_start_and_stops_nobody",
    ),
    Control(
        "a call takes the query parameters that it names and no other",
        "idp/api/endpoint.py",
        "if not taken.is_valid():",
        "if not taken.is_valid() and False:",
        "tests/security/test_ap_09_history_filters.py::test_what_the_call_does_not_take_is_a_400_without_an_echo",
    ),
)
