"""The guarded line of each attack test that no other row is about: families CS, AP, RT."""

from tests.sabotage.tree import Control

_T = "tests/security/test_"
_GUARDS = "idp/web/guards.py"
_CLIENTS = "idp/web/manage/clients.py"

CLAIMS_REST = (
    Control(
        "a form of ours carries a token of ours",
        "idp/settings/base.py",
        '    "idp.core.http.CsrfMiddleware",\n',
        "",
        f"{_T}cs_02_own_page_forms.py::test_our_origin_without_a_token_of_ours",
        also=(
            f"{_T}cs_02_console_posts.py::test_a_form_from_elsewhere_changes_nothing",
            f"{_T}cs_02_console_posts.py::test_nor_a_group",
            f"{_T}cs_02_mailed_link_forms.py::test_without_our_token_our_own_origin_is_not_enough",
            f"{_T}cs_03_ways_back.py::test_nobody_else_s_form_deletes_or_keeps_an_account",
        ),
    ),
    Control(
        "a form comes from our own origin",
        "idp/core/http.py",
        '    """Django\'s CSRF check for the forms outside interactions; those carry a token of their own."""\n',
        "    def _origin_verified(self, request: HttpRequest) -> bool:\n        return True\n",
        f"{_T}cs_02_own_page_forms.py::test_another_origin_even_with_our_token",
        also=(
            f"{_T}cs_02_console_posts.py::test_a_form_from_elsewhere_changes_nothing",
            f"{_T}cs_02_mailed_link_forms.py::test_a_form_of_another_site_resets_nothing_and_asks_for_nothing",
        ),
    ),
    Control(
        "a new password comes in a form, never in an address",
        "idp/web/password.py",
        '    if request.method != "POST":\n        return render(request, "web/password_reset.html", facts)\n',
        (
            '    if request.method != "POST" and "password" not in request.GET:\n'
            '        return render(request, "web/password_reset.html", facts)\n'
        ),
        f"{_T}cs_02_mailed_link_forms.py::test_nothing_happens_by_get_or_head_or_in_disguise",
        behind=(
            (
                "idp/web/password.py",
                'password_reset.reset(link, request.POST.get("password", ""), request=request)',
                'password_reset.reset(link, (request.POST or request.GET).get("password", ""), request=request)',
            ),
        ),
    ),
    Control(
        "the form behind a link names the account",
        "idp/web/password.py",
        'facts: dict[str, Any] = {"email": link.user.email}',
        "facts: dict[str, Any] = {}",
        f"{_T}cs_02_mailed_link_forms.py::test_a_planted_link_says_whose_password_it_sets",
    ),
    Control(
        "an act on a client comes in a form, never in an address",
        _CLIENTS,
        '    if request.method == "POST":\n        act = _ACTS.get(request.POST.get("action", ""))',
        '    if request.method:\n        act = _ACTS.get((request.POST or request.GET).get("action", ""))',
        f"{_T}cs_03_changes_by_get.py::test_signed_in_nothing_changes",
        also=(f"{_T}cs_03_own_page_methods.py::test_get_and_head_change_nothing",),
    ),
    Control(
        "machine endpoints read a POST only",
        "idp/oidc/form.py",
        'if request.method != "POST":',
        'if request.method in {"GET", "HEAD"}:',
        f"{_T}cs_03_changes_by_get.py::test_machine_doors_take_post_only",
        also=(f"{_T}ir_01_who_may_introspect.py::test_a_token_in_a_url_is_not_read",),
    ),
    Control(
        "pages of the console take three methods",
        _CLIENTS,
        '_PAGE_METHODS = ["GET", "HEAD", "POST"]',
        '_PAGE_METHODS = ["GET", "HEAD", "POST", "PUT"]',
        f"{_T}cs_03_own_page_methods.py::test_other_methods_are_405",
    ),
    Control(
        "the account page only shows",
        "idp/web/account.py",
        "@require_safe\n@session_required\ndef home(",
        "@session_required\ndef home(",
        f"{_T}cs_03_own_page_methods.py::test_pages_that_only_show_take_no_post",
    ),
    Control(
        "opening the link denies no sign-in",
        "idp/web/account_ways_back.py",
        '    if request.method != "POST":\n        session = Session',
        '    if request.method == "PUT":\n        session = Session',
        f"{_T}cs_03_ways_back.py::test_opening_a_link_changes_nothing_and_leaves_no_token_in_the_address",
    ),
    Control(
        "signing everybody out ends what is half signed in",
        "idp/lifecycle/sign_out.py",
        "    people.raise_epoch(user)\n",
        "",
        f"{_T}cs_08_blast_radius.py::test_the_table_says_what_happens[everybody is signed out]",
    ),
    Control(
        "what the table says is asked first is asked",
        _GUARDS,
        "if who is None or not is_fresh(who.session, who.user):",
        "if who is None:",
        f"{_T}cs_08_blast_radius.py::test_the_table_says_what_is_asked_first",
    ),
    Control(
        "the next person at a browser gets a session of their own",
        "idp/sessions/services.py",
        "if existing is not None and existing.user_id == user.pk:",
        "if existing is not None:",
        f"{_T}cs_10_shared_browser.py::test_the_next_person_is_nobody_else",
    ),
    Control(
        "a session is listed by what no cookie needs",
        "idp/api/views/sessions.py",
        '"handle": session.sid,',
        '"handle": session.key_hash,',
        f"{_T}cs_13_session_handles.py::test_a_handle_is_not_a_cookie_and_a_foreign_one_is_unknown",
    ),
    Control(
        "a call takes the members that it names",
        "idp/api/serializers/strict.py",
        "if not isinstance(data, dict) or set(data) - writable:",
        "if not isinstance(data, dict):",
        f"{_T}ap_01_mass_assignment.py::test_a_member_that_a_call_does_not_take_is_a_400",
        also=("test_the_account_cannot_be_written_through_me",),
    ),
    Control(
        "nobody ends a session of somebody else",
        "idp/lifecycle/sign_out.py",
        "live = {session.sid: session for session in sessions.of(user)}",
        "live = {session.sid: session for session in Session.objects.all()}",
        f"{_T}ap_02_foreign_objects.py::test_a_foreign_session_is_not_there",
        also=("test_foreign_and_unknown_look_the_same",),
    ),
    Control(
        "nobody removes an app of somebody else",
        "idp/mfa/enrolment.py",
        "    confirmed = Authenticator.objects.filter(user=user).exclude(confirmed_at=None)\n    row = confirmed",
        "    confirmed = Authenticator.objects.exclude(confirmed_at=None)\n    row = confirmed",
        f"{_T}ap_02_foreign_objects.py::test_a_foreign_authenticator_is_not_there",
    ),
    Control(
        "whoever has no role for a page is refused",
        _GUARDS,
        "if who is not None and not roles.may(who.user, act):",
        "if False:",
        f"{_T}ap_03_console_matrix.py::test_nobody_somebody_and_half_a_session",
        also=("test_the_helpdesk",),
    ),
    Control(
        "the staff proves itself anew at each door of the console",
        _GUARDS,
        "if who is None or not is_fresh(who.session, who.user, at_least=STAFF_ACR):",
        "if who is None:",
        f"{_T}ap_03_console_matrix.py::test_the_staff_without_a_fresh_proof",
    ),
    Control(
        "one's history holds no words of the record",
        "idp/lifecycle/activity.py",
        'device=http.device_words(user_agent) if user_agent else "",',
        "device=event.reason,",
        f"{_T}ap_05_own_lists.py::test_nothing_that_opens_a_door_and_nothing_of_the_client_s_own",
    ),
    Control(
        "a secret is shown once",
        "idp/web/shown_once.py",
        "    del request.session[_KEY]\n",
        "",
        f"{_T}ap_06_secrets_are_write_only.py::test_no_page_and_no_export_holds_it",
    ),
    Control(
        "no browser keeps the page with the secret",
        "idp/core/http.py",
        'response.headers.setdefault("Cache-Control", "no-store")',
        'response.headers.setdefault("Cache-Control", "private")',
        f"{_T}ap_06_secrets_are_write_only.py::test_a_page_that_showed_it_is_not_kept_by_the_browser",
    ),
    Control(
        "a list refuses a parameter that it does not take",
        "idp/api/endpoint.py",
        "if not taken.is_valid():",
        "if not taken.is_valid() and False:",
        f"{_T}ap_10_paging.py::test_a_query_parameter_is_a_400",
    ),
    Control(
        "no view of the API describes itself",
        "idp/api/endpoint.py",
        'if request.method == "OPTIONS" or not hasattr',
        "if not hasattr",
        f"{_T}ap_11_api_methods.py::test_unknown_methods",
    ),
    Control(
        "an event is not saved again",
        "idp/audit/models.py",
        "if not self._state.adding:",
        "if False:",
        f"{_T}ap_12_audit_cannot_be_changed.py::test_nor_does_our_own_code_by_its_models",
    ),
    Control(
        "the window on the records changes none",
        "idp/web/admin_site.py",
        "    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:\n        return False",
        "    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:\n        return True",
        f"{_T}ap_12_audit_cannot_be_changed.py::test_no_door_changes_an_event",
    ),
    Control(
        "whoever is erased leaves no address and no browser",
        "idp/audit/retention.py",
        '        Event.objects.filter(pk__in=batch).update(ip="", user_agent="")\n',
        "",
        f"{_T}ap_13_erased_person.py::test_no_address_no_browser_no_mail_is_left",
    ),
    Control(
        "a refresh is no activity of the browser",
        "idp/oidc/store.py",
        "    return _write(_ROTATE,",
        (
            "    from idp.sessions.models import Session\n"
            "\n"
            "    Session.objects.filter(grants=row.id).update(last_seen_at=moment)\n"
            "    return _write(_ROTATE,"
        ),
        f"{_T}rt_18_refresh_revives_no_browser.py::test_an_idle_session_stays_over[openid offline_access]",
    ),
)
