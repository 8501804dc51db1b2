"""The guarded lines that the attacks on the second factor are about. Families MF-20 to MF-41."""

from tests.sabotage.tree import Control

CLAIMS_MF2 = (
    Control(
        "an old proof enrols no app",
        "idp/interaction/facts.py",
        'and fact["at"] >= horizon}',
        "}",
        "tests/security/test_mf_20_enrolment_hijack.py::test_old_proofs_do_not_enrol",
    ),
    Control(
        "what a group demands is demanded",
        "idp/interaction/facts.py",
        'mfa_policy="mfa" if facts.group_mfa else',
        'mfa_policy="" if facts.group_mfa else',
        "tests/security/test_mf_21_group_demands_an_app.py::test_a_member_without_an_app_adds_it_after_the_mailbox",
    ),
    Control(
        "a group demands of its members only",
        "idp/interaction/facts.py",
        'filter(user=OuterRef("pk"), group__mfa_policy=mfa_policy)',
        "filter(group__mfa_policy=mfa_policy)",
        "tests/security/test_mf_21_group_demands_an_app.py::test_others_are_not_concerned",
    ),
    Control(
        "whoever is in a strict group keeps the last app",
        "idp/mfa/services.py",
        ', *user.groups.values_list("mfa_policy", flat=True))',
        ")",
        "tests/security/test_mf_21_group_demands_an_app.py::test_a_member_keeps_the_last_app",
    ),
    Control(
        "a seed never comes from the browser",
        "idp/mfa/enrolment.py",
        "credential = Credential(row.handle, unseal(row, user))",
        'credential = Credential(row.handle, request.POST.get("secret") or unseal(row, user))',
        ("tests/security/test_mf_23_own_seed.py::test_a_seed_from_the_browser_is_ignored_and_the_real_one_shown_once"),
    ),
    Control(
        "a sensitive act of one's own wants a fresh proof",
        "idp/web/guards.py",
        "if who is None or not is_fresh(who.session, who.user):",
        "if who is None:",
        "tests/security/test_mf_24_sensitive_pages.py::test_an_old_proof_posts_nothing",
        also=(
            (
                "tests/security/test_mf_05_switched_off_by_its_owner.py"
                "::test_the_switch_stands_on_the_page_and_asks_for_a_fresh_proof"
            ),
        ),
    ),
    Control(
        "guesses at a confirmation count like those at the front door",
        "idp/accounts/services.py",
        "guess = guesses.charge(user, guesses.PASSWORD, address=address, browser=browser, ip=ip, request=request)",
        'guess = guesses.Charge(0, 5, 0, "", {}, frozenset())',
        (
            "tests/security/test_mf_24_sensitive_pages.py::test_guessing_the_password_there_counts_as_at_the_front_door_of_this_browser"
        ),
        also=(
            (
                "tests/security/test_pw_05_without_the_current_password.py"
                "::test_guessed_ten_times_it_counts_as_at_the_front_door_and_waits"
            ),
            "tests/security/test_pw_05_without_the_current_password.py::test_the_api_is_the_same_door",
        ),
    ),
    Control(
        "the staff's pages want a fresh proof by an app",
        "idp/web/guards.py",
        "if who is None or not is_fresh(who.session, who.user, at_least=STAFF_ACR):",
        "if who is None:",
        "tests/security/test_mf_24_staff_without_app.py::test_a_weaker_level_asked_for_by_hand_opens_none",
        also=(
            "test_the_form_that_was_open_changes_nothing",
            "tests/security/test_mf_24_stale_staff.py::test_groups_too",
            "tests/security/test_mf_24_stale_staff.py::test_a_proof_by_mail_is_none_for_somebody_with_an_app",
        ),
    ),
    Control(
        "somebody of the staff without an app is led to set one up",
        "idp/interaction/views.py",
        '"app": level == "staff",',
        '"app": False,',
        ("tests/security/test_mf_24_staff_without_app.py::test_whoever_has_none_sets_one_up_on_the_way_and_stands_on_the_page"),
    ),
    Control(
        "a recovery code is spent in every spelling",
        "idp/mfa/factors/recovery_codes.py",
        'return Miss("used") if found[0].facts.get("is_spent") else Match(found[0])',
        "return Match(found[0])",
        ("tests/security/test_mf_26_recovery_codes.py::test_a_used_code_is_dead_in_every_spelling_and_the_owner_is_told"),
        behind=(
            (
                "idp/mfa/stores.py",
                "filter(pk=int(match.credential.handle), spent_at=None)",
                "filter(pk=int(match.credential.handle))",
            ),
        ),
    ),
    Control(
        "a new set of recovery codes replaces the old one",
        "idp/mfa/recovery.py",
        "    RecoverySet.objects.filter(user=user).delete()\n",
        "",
        "tests/security/test_mf_26_recovery_codes.py::test_a_replaced_set_is_dead",
        behind=(
            (
                "idp/mfa/recovery.py",
                "RecoverySet.objects.create(user=user, created_at=moment, saved_at=moment if is_saved else None)",
                'RecoverySet.objects.get_or_create(user=user, defaults={"created_at": moment})[0]',
            ),
        ),
    ),
    Control(
        "recovery codes are kept as MACs",
        "idp/mfa/recovery.py",
        "code_mac=recovery_mac(user.sub, code)",
        "code_mac=code",
        ("tests/security/test_mf_26_recovery_codes.py::test_a_set_is_ten_codes_of_fifty_bits_that_the_database_does_not_hold"),
    ),
    Control(
        "a browser has another digest for each person",
        "idp/sessions/known_browsers.py",
        "digests = secrets.macs(_PURPOSE, user.sub, browser)",
        "digests = secrets.macs(_PURPOSE, browser)",
        ("tests/security/test_mf_27_known_browsers.py::test_what_a_session_keeps_of_its_browser_is_another_for_each_person"),
        also=(
            (
                "tests/security/test_mf_34_new_browsers.py"
                "::test_a_browser_that_two_people_use_has_two_digests_and_no_row_holds_its_secret"
            ),
        ),
    ),
    Control(
        "opening an invitation accepts nothing",
        "idp/web/invitations.py",
        '    if request.method != "POST":\n        return render(request, "web/invitation.html", facts | {',
        (
            '    if request.method == "GET":\n'
            '        invitations.accept(link, name="Carol", password="another rather long sentence",'
            " request=request)\n"
            '        return render(request, "web/invitation.html", facts | {'
        ),
        "tests/security/test_mf_28_invitation_link.py::test_opening_a_link_changes_nothing_and_signs_nobody_in",
    ),
    Control(
        "a guest adds the app that is demanded before there is a session",
        "idp/interaction/prompts/enrol_totp.py",
        "lambda context: context.lacks_app,",
        "lambda context: False,",
        "tests/security/test_mf_28_invitation_link.py::test_the_second_factor_of_the_policy_is_asked",
    ),
    Control(
        "a double click accepts an invitation once",
        "idp/accounts/links.py",
        "pk=link.pk, spent_at=None, expires_at__gt=",
        "pk=link.pk, expires_at__gt=",
        "tests/security/test_mf_28_invitation_link.py::test_a_form_sent_twice_sets_one_password",
        behind=(
            ("idp/accounts/links.py", "return row.filter(same_epoch | awaited | Q(purpose__in=OUTLASTING))", "return row"),
            (
                "idp/accounts/invitations.py",
                "User.objects.filter(pk=user.pk, email_verified_at=None, is_active=True)",
                "User.objects.filter(pk=user.pk)",
            ),
        ),
    ),
    Control(
        "an invitation's mail holds nothing that was typed",
        "idp/accounts/invitations.py",
        '"invitation", user.email, {"days": lifetime.days},',
        '"invitation", user.email, {"days": lifetime.days, "name": user.name},',
        "tests/security/test_mf_28_invitation_link.py::test_no_typed_text_reaches_the_mail",
        behind=(("idp/core/templates/mail/invitation.txt", "{{ link }}", "{{ name }} {{ link }}"),),
    ),
    Control(
        "Django's authentication proves nobody",
        "idp/sessions/backend.py",
        "class SessionBackend(BaseBackend):",
        ("from django.contrib.auth.backends import ModelBackend\n\n\nclass SessionBackend(ModelBackend):"),
        "tests/security/test_mf_28_other_doors.py::test_djangos_own_authentication_knows_no_password",
    ),
    Control(
        "sessions.start is the only door to a session",
        "idp/sessions/backend.py",
        "class SessionBackend(BaseBackend):",
        ("from django.contrib.auth import login\n\n\nclass SessionBackend(BaseBackend):"),
        "tests/security/test_mf_28_other_doors.py::test_one_function_signs_in",
    ),
    Control(
        "registering an address again signs nobody in",
        "idp/accounts/address_codes.py",
        "if typed is None or not is_code(challenge.code_mac, purpose, binding, challenge.address, typed):",
        "if typed is None:",
        "tests/security/test_mf_28_other_doors.py::test_proving_the_address_of_an_old_account_is_no_sign_in",
        behind=(
            (
                "idp/accounts/services.py",
                "if user is not None and result.user_id == user.pk and _prove_address(user, result, event):",
                (
                    "if user is None:\n"
                    "            return Verified(user, address, result.registration)\n"
                    "        if _prove_address(user, result, event):"
                ),
            ),
        ),
    ),
    Control(
        "a reset of the factors ends every sign-in",
        "idp/mfa/enrolment.py",
        "    raise_epoch(user)\n",
        "",
        ("tests/security/test_mf_29_last_factor.py::test_a_reset_ends_what_was_and_the_next_sign_in_proves_the_mailbox"),
    ),
    Control(
        "a reset by the staff ends every sign-in",
        "idp/lifecycle/administration.py",
        '    sign_out.everywhere(user, "second factor reset by the staff", actor=deed.actor)\n',
        "",
        ("tests/security/test_mf_32_reset_by_the_staff.py::test_sessions_factors_and_tokens_die_and_the_owner_is_told"),
        behind=(("idp/mfa/enrolment.py", "    raise_epoch(user)\n", ""),),
    ),
    Control(
        "a strict demand steps a session up",
        "idp/interaction/prompts/mfa.py",
        'Check("acr_strict", _strict_unmet,',
        'Check("acr_strict", lambda _context: False,',
        "tests/security/test_mf_30_true_acr.py::test_a_higher_demand_steps_the_session_up",
        also=("test_a_silent_request_is_refused_rather_than_served_less",),
    ),
    Control(
        "an acr that nobody can reach is refused",
        "idp/interaction/prompts/mfa.py",
        "context.strict_rank > _APP\n",
        "context.strict_rank > 9\n",
        "tests/security/test_mf_30_true_acr.py::test_a_demand_that_nobody_can_meet_is_an_error",
    ),
    Control(
        "a mailed link stands for the mailbox while it lives",
        "idp/interaction/facts.py",
        'return links.still_opens(mailbox["link"])',
        "return True",
        "tests/security/test_mf_32_reset_by_the_staff.py::test_the_link_stands_for_the_mailbox_only_while_it_lives",
    ),
    Control(
        "a link's proof of the mailbox dies with the epoch",
        "idp/interaction/facts.py",
        'if (mailbox["sub"], mailbox["epoch"]) != (person.sub, person.epoch):',
        'if mailbox["sub"] != person.sub:',
        "tests/security/test_mf_32_reset_by_the_staff.py::test_the_proof_of_the_mailbox_dies_with_the_epoch",
        behind=(("idp/interaction/facts.py", 'return links.still_opens(mailbox["link"])', "return True"),),
    ),
    Control(
        "a wrong password tells nothing of an app",
        "idp/interaction/prompts/login.py",
        'return Invalid({"password": _("The e-mail or password is not right.")}, values)',
        (
            "from idp.mfa.models import Authenticator\n"
            "\n"
            "        has_app = Authenticator.objects.filter(user__email=username).exists()\n"
            '        return Invalid({"password": f"{_(\'The e-mail or password is not right.\')} {has_app}"}, val'
            "ues)"
        ),
        "tests/security/test_mf_33_who_has_an_app.py::test_a_wrong_password_looks_the_same_with_and_without_an_app",
    ),
    Control(
        "of wrong codes one mail a day goes",
        "idp/mfa/frame.py",
        "rates.hit(Door.FAILURE_MAIL, account=user.sub)",
        "pass",
        (
            "tests/security/test_mf_33_who_has_an_app.py"
            "::test_the_owner_hears_once_a_day_of_a_wrong_code_after_the_right_password"
        ),
    ),
    Control(
        "a browser is told of once",
        "idp/sessions/known_browsers.py",
        "if known and signed_in.filter(browser_hash__in=known, proved_at__gt=clock.now() - LIFETIME).exists():",
        "if False:",
        "tests/security/test_mf_34_new_browsers.py::test_the_same_browser_is_told_of_once",
        also=("tests/security/test_mf_41_browser_sent_away.py::test_who_signs_the_own_browser_out_stays_known",),
    ),
    Control(
        "a recovery code is judged under every key of the ring",
        "idp/mfa/stores.py",
        'known = recovery_macs(credential.facts["sub"], code)',
        'known = [recovery_mac(credential.facts["sub"], code)]',
        "tests/security/test_mf_35_ring_rotation.py::test_a_code_made_before_the_rotation_gets_in",
    ),
    Control(
        "imported codes are recognised under every key of the ring",
        "idp/mfa/recovery.py",
        "set(recovery_macs(user.sub, code))",
        "{recovery_mac(user.sub, code)}",
        "tests/security/test_mf_35_ring_rotation.py::test_importing_the_same_codes_again_revives_none",
    ),
    Control(
        "an account with an app is no unproved registration",
        "idp/accounts/people.py",
        ".exclude(authenticators__confirmed_at__isnull=False)",
        "",
        ("tests/security/test_mf_36_app_not_skipped.py::test_registering_again_takes_no_account_that_an_operator_protected"),
        also=(("tests/security/test_mf_39_stranger_came_first.py::test_an_app_that_somebody_turned_on_is_a_proof_of_its_own"),),
    ),
    Control(
        "an undone change of address leaves no trace of a later one",
        "idp/accounts/address_change.py",
        ("        Link.objects.filter(user=current, purpose=Purpose.UNDO_EMAIL, created_at__gt=link.created_at).delete()\n"),
        "",
        (
            "tests/security/test_mf_37_mailbox_changed_meanwhile.py"
            "::test_the_address_of_a_moment_is_known_through_several_changes_and_their_undoing"
        ),
    ),
    Control(
        "asking for another address changes none",
        "idp/accounts/address_change.py",
        "        record(Action.USER_ADDRESS_ASK, request=request, actor=user.sub, subject=user.sub)\n",
        (
            "        record(Action.USER_ADDRESS_ASK, request=request, actor=user.sub, subject=user.sub)\n"
            "        User.objects.filter(pk=user.pk).update(email=address)\n"
        ),
        ("tests/security/test_mf_37_mailbox_changed_meanwhile.py::test_a_change_that_is_only_asked_for_moves_no_code"),
    ),
    Control(
        "the way back to an address is open as long as promised",
        "idp/accounts/address_change.py",
        "lifetime=settings.IDP.email_undo_lifetime, data=",
        "lifetime=settings.IDP.email_undo_lifetime / 2, data=",
        (
            "tests/security/test_mf_38_stolen_account_taken_back.py"
            "::test_it_works_to_the_last_minute_and_opening_it_changes_nothing"
        ),
    ),
    Control(
        "taking an address back needs a new password",
        "idp/accounts/address_change.py",
        "encoded = passwords.new_hash(password, ip=http.client_ip(request), inputs=[earlier, user.name], instead_of=user)",
        "encoded = passwords.hash_password(password)",
        "tests/security/test_mf_38_stolen_account_taken_back.py::test_without_a_new_password_nothing_is_taken_back",
    ),
    Control(
        "an invitation outlives what is done before the newcomer comes",
        "idp/accounts/links.py",
        "awaited = Q(purpose=Purpose.INVITATION,",
        "awaited = Q(purpose=Purpose.ENROLMENT,",
        (
            "tests/security/test_mf_39_invitation_ended_by_a_stranger.py"
            "::test_a_role_given_before_the_newcomer_comes_does_not_end_it"
        ),
    ),
    Control(
        "a claimed account keeps its groups",
        "idp/accounts/invitations.py",
        '{*groups, *user.groups.values_list("name", flat=True)}',
        "set(groups)",
        "tests/security/test_mf_39_stranger_came_first.py::test_what_a_group_demands_is_kept_and_added_to",
    ),
    Control(
        "whoever waits for an invitation is not claimed again",
        "idp/accounts/invitations.py",
        "filter(~Exists(invited), file_fields=[])",
        "filter(file_fields=[])",
        ("tests/security/test_mf_39_stranger_came_first.py::test_whoever_waits_for_an_invitation_or_has_an_account_is_taken"),
    ),
    Control(
        "vouching again for a proved address takes no password",
        "idp/accounts/people.py",
        "if email_verified is not None and email_verified != (user.email_verified_at is not None):",
        "if email_verified is not None:",
        (
            "tests/security/test_mf_40_stranger_awaits_the_operator.py"
            "::test_who_proved_the_address_keeps_the_password_whatever_the_operator_says_again"
        ),
    ),
    Control(
        "a locked person's mailed links open nothing",
        "idp/accounts/links.py",
        "User.objects.filter(pk=link.user_id, is_active=True)",
        "User.objects.filter(pk=link.user_id)",
        "tests/security/test_mf_19_ways_back.py::test_a_locked_person_s_links_are_dead",
        behind=(
            ("idp/lifecycle/administration.py", "        links.end(user)  # for good", "        # for good"),
            ("idp/accounts/people.py", "        links.end(user)  # also those", "        pass  # also those"),
        ),
        also=(
            (
                "tests/security/test_mf_39_invitation_ended_by_a_stranger.py"
                "::test_locking_sending_again_and_taking_back_still_end_it"
            ),
        ),
    ),
)
