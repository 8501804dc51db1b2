"""The guarded lines that the attacks on the second factor are about. Families MF-01 to MF-19."""

from tests.sabotage.tree import Control

CLAIMS_MF = (
    Control(
        "half a sign-in makes no session",
        "idp/interaction/services.py",
        "state.verdict.prompt not in policy.AUTHENTICATION_DONE or ",
        "",
        "tests/security/test_mf_01_half_session_everywhere.py::test_half_a_sign_in_opens_no_route",
        also=(
            "test_the_authorization_endpoint_gives_no_code",
            "tests/security/test_mf_34_new_browsers.py::test_half_a_sign_in_makes_no_browser_known",
        ),
    ),
    Control(
        "a page that is not next is not served",
        "idp/interaction/views.py",
        "if not screens.serves(slug, state.verdict.prompt):",
        "if slug not in screens.PAGES:",
        ("tests/security/test_mf_01_half_session_everywhere.py::test_a_later_page_of_the_interaction_leads_back_to_the_factor"),
        also=(
            "tests/security/test_mf_12_locked_by_a_stranger.py::test_a_stranger_without_the_password_reaches_no_factor",
            "tests/security/test_mf_20_enrolment_hijack.py::test_where_an_app_is_no_page_shows_a_new_seed",
            "tests/security/test_mf_20_enrolment_hijack.py::test_without_an_app_the_mailbox_comes_first",
        ),
    ),
    Control(
        "a guess at a factor is counted before it is judged",
        "idp/mfa/frame.py",
        "return guesses.charge(user, factor.type, browser=known, request=request)",
        'return guesses.Charge(0, 5, 0, "", {}, frozenset())',
        "tests/security/test_mf_03_hostile_factor_answers.py::test_six_digits_are_a_guess_however_they_are_written",
        also=(
            "tests/security/test_mf_09_guessing_totp.py::test_five_are_free_in_one_session_and_in_many",
            "tests/security/test_mf_09_guessing_totp.py::test_the_right_code_does_not_help_while_the_factor_waits",
            "tests/security/test_mf_10_counter_survives.py::test_cookies_of_before_bring_no_tries_back",
            "tests/security/test_mf_26_recovery_codes.py::test_guessing_recovery_codes_has_a_budget_of_its_own",
        ),
    ),
    Control(
        "a field of an interaction's form is one short text",
        "idp/interaction/views.py",
        'if value is None or len(value) > FIELD_LENGTH or "\\x00" in value or "\\ufffd" in value:',
        "if value is None:",
        "tests/security/test_mf_03_hostile_factor_answers.py::test_a_form_that_is_no_form_is_refused_whole",
    ),
    Control(
        "whom a proof is of is not in the form",
        "idp/interaction/prompts/mfa.py",
        "return Proved({factor.type: {}}, visit.person)",
        (
            'named = type(visit.person).objects.filter(email_canonical=visit.data.get("email", "")).first()\n'
            "    return Proved({factor.type: {}}, named or visit.person)"
        ),
        "tests/security/test_mf_04_another_persons_factor.py::test_whoever_the_form_names_the_half_session_decides",
    ),
    Control(
        "a recovery code is looked for among the person's own",
        "idp/mfa/stores.py",
        "rows = RecoveryCode.objects.filter(set__user=user).values_list(",
        "rows = RecoveryCode.objects.values_list(",
        (
            "tests/security/test_mf_04_another_persons_factor.py"
            "::test_a_recovery_code_of_another_person_is_wrong_and_stays_good_for_its_owner"
        ),
        behind=(
            (
                "idp/mfa/stores.py",
                'return secrets.mac("recovery code", sub, code)',
                'return secrets.mac("recovery code", code)',
            ),
            (
                "idp/mfa/stores.py",
                'return secrets.macs("recovery code", sub, code)',
                'return secrets.macs("recovery code", code)',
            ),
        ),
    ),
    Control(
        "a mailed code is compared",
        "idp/mfa/factors/email_otp.py",
        "if code is not None and equal(attempt.mac(credential, code), credential.secret):",
        "if code is not None:",
        "tests/security/test_mf_04_another_persons_factor.py::test_a_code_mailed_to_mallory_does_not_pass_alice",
        also=(
            "tests/security/test_mf_13_code_for_a_new_address.py::test_it_signs_nobody_in",
            "tests/security/test_mf_13_mailed_code_elsewhere.py::test_a_new_code_replaces_the_old_one",
        ),
    ),
    Control(
        "a code that is on its way counts only while codes by e-mail are on",
        "idp/mfa/services.py",
        "return is_on and not user.email_code_off and user",
        "return is_on and user",
        ("tests/security/test_mf_05_switched_off_by_its_owner.py::test_a_code_that_is_on_its_way_is_worth_nothing_any_more"),
        also=("test_a_client_that_asks_for_the_lower_level_gets_no_mail_either",),
        behind=(("idp/interaction/context.py", "return APP_KINDS", 'return (*FACTOR_KINDS, "verify_email")'),),
    ),
    Control(
        "codes by e-mail come back with the last app gone",
        "idp/mfa/enrolment.py",
        "User.objects.filter(pk=user.pk).update(email_code_off=False)",
        "pass",
        ("tests/security/test_mf_05_switched_off_by_its_owner.py::test_whoever_removes_the_last_app_has_the_mailbox_again"),
    ),
    Control(
        "a code of an app is used once, at every door",
        "idp/mfa/factors/totp.py",
        "fresh = [step for step in steps if step > credential.last_step]",
        "fresh = steps",
        "tests/security/test_mf_06_totp_replay.py::test_a_used_code_is_refused_in_the_same_and_in_another_browser",
        also=(
            "test_a_used_code_proves_nothing_anew_for_a_sensitive_page",
            "test_of_many_half_sessions_one_code_completes_one",
            "tests/security/test_mf_08_totp_window.py::test_steps_never_go_back",
        ),
        behind=(("idp/mfa/stores.py", ", last_step__lt=match.step)", ")"),),
    ),
    Control(
        "another factor lifts the stop",
        "idp/mfa/frame.py",
        "guesses.lift(user, browser=guess.browser)",
        "pass",
        "tests/security/test_mf_09_guessing_totp.py::test_at_fifty_the_factor_stops_and_only_another_one_helps",
    ),
    Control(
        "each factor has a budget of its own",
        "idp/limits/guesses.py",
        'return secrets.lasting_mac("guess budget", factor_class, *names)',
        'return secrets.lasting_mac("guess budget", *names)',
        "tests/security/test_mf_12_locked_by_a_stranger.py::test_another_factor_still_opens",
        also=("tests/security/test_mf_10_counter_survives.py::test_a_mailed_code_does_not_clear_the_apps_failures",),
    ),
    Control(
        "a blocked factor waits no longer than it says",
        "idp/limits/guesses.py",
        "or row.blocked_until <= moment:",
        "or row.blocked_until < row.last_failure_at:",
        "tests/security/test_mf_12_locked_by_a_stranger.py::test_the_wait_ends",
    ),
    Control(
        "a code for an address is compared",
        "idp/accounts/address_codes.py",
        "if typed is None or not is_code(challenge.code_mac, purpose, binding, challenge.address, typed):",
        "if typed is None:",
        "tests/security/test_mf_13_code_for_a_new_address.py::test_a_sign_in_code_changes_no_address",
        also=(
            "test_it_works_in_the_session_that_asked_only",
            "tests/security/test_mf_13_mailed_code_elsewhere.py::test_a_sign_in_code_proves_no_address",
        ),
    ),
    Control(
        "a mailed code ends after its time",
        "idp/accounts/address_codes.py",
        "spent_at=None, expires_at__gt=clock.now())",
        "spent_at=None)",
        "tests/security/test_mf_13_code_for_a_new_address.py::test_late_replaced_or_twice",
        also=("tests/security/test_mf_13_mailed_code_elsewhere.py::test_it_works_for_five_minutes",),
    ),
    Control(
        "five guesses end the code for a new address",
        "idp/accounts/address_codes.py",
        '.filter(attempts__lt=TRIES).update(attempts=F("attempts") + 1)',
        '.update(attempts=F("attempts") + 1)',
        "tests/security/test_mf_13_code_for_a_new_address.py::test_five_guesses_end_it",
        behind=(
            (
                "idp/accounts/address_change.py",
                "guess = guesses.charge(None, CHANGE_EMAIL, address=binding)",
                'guess = guesses.Charge(0, 5, 0, "", {}, frozenset())',
            ),
            (
                "idp/accounts/address_codes.py",
                "return _open(purpose, binding).filter(attempts__lt=TRIES).exists()",
                "return _open(purpose, binding).exists()",
            ),
        ),
    ),
    Control(
        "a code has five tries, however patient the guesser",
        "idp/accounts/address_codes.py",
        "_open(purpose, binding).filter(attempts__lt=TRIES).update(",
        "_open(purpose, binding).update(",
        "tests/security/test_mf_14_guessing_mailed_code.py::test_five_wrong_tries_end_a_code_whoever_is_patient",
    ),
    Control(
        "a code stands in no subject",
        "idp/core/templates/mail/email_change_code.txt",
        "{% blocktranslate %}Confirm your new e-mail address for {{ site_name }}{% endblocktranslate %}",
        ("{{ code }}: {% blocktranslate %}Confirm your new e-mail address for {{ site_name }}{% endblocktranslate %}"),
        "tests/security/test_mf_13_code_for_a_new_address.py::test_the_code_is_in_the_mail_and_nowhere_else",
    ),
    Control(
        "an interaction belongs to the browser that began it",
        "idp/interaction/services.py",
        "return bool(secret) and secrets.equal(secrets.digest(secret), interaction.browser_hash)",
        "return True",
        "tests/security/test_mf_13_mailed_code_elsewhere.py::test_another_browser_does_not_reach_the_page",
    ),
    Control(
        "a mailed code is good once",
        "idp/accounts/address_codes.py",
        "purpose=purpose, binding=binding, spent_at=None, expires_at",
        "purpose=purpose, binding=binding, expires_at",
        "tests/security/test_mf_13_mailed_code_elsewhere.py::test_it_is_good_once",
    ),
    Control(
        "sends are counted for the address, whichever sign-in asks",
        "idp/mfa/factors/email_otp.py",
        "too_soon = address_codes.may_send(EMAIL_OTP, address, http.client_ip(request), browser=browser)",
        "too_soon = None",
        "tests/security/test_mf_14_guessing_mailed_code.py::test_many_sign_ins_from_one_network_share_one_budget_of_mails",
    ),
    Control(
        "the code of a mail waits sealed",
        "idp/accounts/address_codes.py",
        '{"minutes": int(lifetime.total_seconds() // 60)} | asked_from(request),',
        '{"minutes": int(lifetime.total_seconds() // 60), "hint": code} | asked_from(request),',
        "tests/security/test_mf_15_code_stays_in_the_mail.py::test_no_answer_header_cookie_or_row_shows_the_code",
        also=(
            (
                "tests/security/test_rt_14_database_dump.py"
                "::test_a_mailed_code_stands_in_clear_neither_before_nor_after_it_is_sent"
            ),
        ),
    ),
    Control(
        "a reset signs nobody in",
        "idp/web/password.py",
        "    response = see_other(CHANGED)\n",
        (
            "    from idp.sessions import services\n"
            "\n"
            '    proved = services.Authentication(link.created_at, "1fa", ("pwd",))\n'
            "    services.start(request, link.user, proved)\n"
            "    response = see_other(CHANGED)\n"
        ),
        "tests/security/test_mf_17_reset_signs_nobody_in.py::test_no_session_comes_of_it",
    ),
    Control(
        "a reset leaves the second factor alone",
        "idp/accounts/password_reset.py",
        "people.store_password(user, encoded,",
        ("user.authenticators.all().delete()\n        people.store_password(user, encoded,"),
        ("tests/security/test_mf_17_reset_signs_nobody_in.py::test_the_second_factor_is_still_asked_and_still_the_same"),
    ),
    Control(
        "where an app is demanded the mailbox is no way around it",
        "idp/mfa/services.py",
        "least = rank(APP) if strict_mfa and facts.has_totp else 0",
        "least = 0",
        "tests/security/test_mf_21_group_demands_an_app.py::test_a_member_with_an_app_cannot_choose_the_mail",
        also=(
            (
                "tests/security/test_mf_17_reset_signs_nobody_in.py"
                "::test_the_mailbox_alone_is_no_way_around_an_app_where_an_app_is_asked"
            ),
        ),
        behind=(("idp/mfa/services.py", "    if has_totp and user.password_by_mail:\n", "    if False:\n"),),
    ),
    Control(
        "a proof dies with the epoch",
        "idp/interaction/facts.py",
        'if epoch in (None, fact.get("epoch", epoch))}',
        "}",
        (
            "tests/security/test_mf_17_reset_signs_nobody_in.py"
            "::test_a_sign_in_that_waits_with_the_old_password_must_begin_again"
        ),
        also=(
            (
                "tests/security/test_mf_37_mailbox_changed_meanwhile.py"
                "::test_a_sign_in_that_waits_with_the_password_must_begin_again"
            ),
        ),
    ),
    Control(
        "a new password needs the link of this browser",
        "idp/web/mailed_links.py",
        'return links.find(request.COOKIES.get(cookie_name(purpose), ""), purpose)',
        "return links.Link.objects.filter(purpose=purpose).first() or links.Link(user=links.User.objects.first())",
        "tests/security/test_mf_18_reset_without_the_link.py::test_by_its_direct_url",
        also=("test_a_session_is_no_substitute",),
    ),
    Control(
        "a new password is the link's owner's",
        "idp/accounts/password_reset.py",
        "    user = link.user\n",
        '    user = User.objects.order_by("pk").first() or link.user\n',
        "tests/security/test_mf_18_reset_without_the_link.py::test_by_extra_fields_that_name_another_person",
        also=("tests/security/test_mf_19_dead_reset_links.py::test_the_link_of_one_changes_nothing_of_another",),
    ),
    Control(
        "a mailed link works once, at every door",
        "idp/accounts/links.py",
        "pk=link.pk, spent_at=None, expires_at",
        "pk=link.pk, expires_at",
        ("tests/security/test_mf_18_reset_without_the_link.py::test_after_it_was_done_by_the_back_button_or_another_tab"),
        also=(
            "tests/security/test_mf_19_ways_back.py::test_each_works_once",
            "tests/security/test_mf_38_stolen_account_taken_back.py::test_the_link_itself_is_as_strict_as_any",
        ),
        behind=(
            ("idp/accounts/links.py", "return row.filter(same_epoch | awaited | Q(purpose__in=OUTLASTING))", "return row"),
        ),
    ),
    Control(
        "a reset link works once",
        "idp/accounts/links.py",
        "pk=link.pk, spent_at=None, expires_at__gt",
        "pk=link.pk, expires_at__gt",
        "tests/security/test_mf_19_dead_reset_links.py::test_twice",
        behind=(
            ("idp/accounts/links.py", "return row.filter(same_epoch | awaited | Q(purpose__in=OUTLASTING))", "return row"),
        ),
    ),
    Control(
        "that a password was changed is said after a used link",
        "idp/accounts/links.py",
        ".exclude(spent_at=None).first()",
        ".first()",
        (
            "tests/security/test_mf_18_reset_without_the_link.py"
            "::test_the_page_that_it_is_done_tells_nobody_anything_without_a_used_link"
        ),
    ),
    Control(
        "a reset link dies with the epoch, also when its page is open",
        "idp/accounts/links.py",
        "return row.filter(same_epoch | awaited | Q(purpose__in=OUTLASTING))",
        "return row",
        "tests/security/test_mf_19_dead_reset_links.py::test_after[the password was changed]",
    ),
    Control(
        "whoever else asks for a new password leaves the owner's link alone",
        "idp/accounts/links.py",
        "Purpose.NOT_ME, Purpose.RESET_PASSWORD})",
        "Purpose.NOT_ME})",
        "tests/unit/accounts/test_links.py::test_whoever_else_asks_for_a_new_password_leaves_the_owners_link_alone",
    ),
    Control(
        "a restored deployment ends every mailed link",
        "idp/accounts/links.py",
        "deployment_epoch=deployment_epoch(), user__in",
        "user__in",
        "tests/security/test_mf_19_dead_reset_links.py::test_after[the deployment was restored]",
    ),
    Control(
        "a mailed link ends after its time",
        "idp/accounts/links.py",
        "expires_at__gt=clock.now(), deployment_epoch",
        "deployment_epoch",
        "tests/security/test_mf_19_dead_reset_links.py::test_after_thirty_minutes",
        also=(
            "tests/security/test_mf_19_ways_back.py::test_each_ends_in_time",
            "tests/security/test_mf_32_reset_by_the_staff.py::test_once_in_time_and_only_the_newest",
        ),
    ),
    Control(
        "a mailed link is found by its whole token",
        "idp/accounts/links.py",
        ".filter(token_hash=secrets.digest(token), purpose=purpose).first()",
        ".filter(purpose=purpose).first()",
        "tests/security/test_mf_19_dead_reset_links.py::test_truncated_or_altered",
        also=("tests/security/test_mf_19_ways_back.py::test_a_truncated_or_altered_token_is_none",),
    ),
    Control(
        "a mailed link opens the door that it is for",
        "idp/accounts/links.py",
        "token_hash=secrets.digest(token), purpose=purpose).first()",
        "token_hash=secrets.digest(token)).first()",
        "tests/security/test_mf_19_dead_reset_links.py::test_a_link_for_another_door",
        also=(
            "tests/security/test_mf_19_ways_back.py::test_neither_opens_the_other_door_nor_that_of_a_new_password",
            "tests/security/test_mf_32_reset_by_the_staff.py::test_a_link_of_another_purpose_opens_nothing_here",
        ),
    ),
    Control(
        "keeping an account ends its link",
        "idp/accounts/deletion.py",
        "    links.end(user, Purpose.KEEP_ACCOUNT)\n",
        "",
        ("tests/security/test_mf_19_ways_back.py::test_a_kept_account_s_link_is_dead_and_a_second_request_has_its_own"),
        behind=(("idp/web/account_ways_back.py", "if link is None or link.user.deletion_at is None:", "if link is None:"),),
    ),
)
