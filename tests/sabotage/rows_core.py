"""Controls that close what earlier readings had left open: at issuance, at the session, and in the counts."""

from tests.sabotage.tree import Control

_T = "tests/security/test_"

CORE = (
    Control(
        "a refresh asks what is demanded today",
        "idp/oidc/store.py",
        "proved_rank(row.acr, row.amr) < demanded_rank(row)",
        "False",
        f"{_T}rt_11_stricter_policy.py::test_nothing_is_good_for_anything_anywhere",
    ),
    Control(
        "of a person's groups the strictest counts",
        "idp/oidc/store.py",
        "SELECT GROUP_CONCAT(DISTINCT p.mfa_policy) FROM",
        "SELECT MAX(p.mfa_policy) FROM",
        f"{_T}rt_11_stricter_policy.py::test_who_leaves_the_group_goes_on",
    ),
    Control(
        "a new password changes the cookie of the browser that stays",
        "idp/sessions/services.py",
        "store.row is not None and store.row.pk == session.pk",
        "store.row is None",
        f"{_T}cs_06_cookie_after_a_change.py::test_the_old_value_is_dead_and_everything_else_of_the_session_stays",
    ),
    Control(
        "an invitation leaves nothing of whoever registered the address before",
        "idp/accounts/invitations.py",
        'if free.update(password=make_password(None), epoch=F("epoch") + 1, **values) != 1:',
        "if free.update(**values) != 1:",
        f"{_T}mf_39_stranger_came_first.py::test_the_guest_comes_in_and_the_stranger_gains_nothing",
    ),
    Control(
        "an invitation takes nothing from whom the staff or a file gave something",
        "idp/accounts/invitations.py",
        "people.unproved(canonical).filter(~Exists(invited), file_fields=[])",
        "User.objects.filter(~Exists(invited), email_canonical=canonical, email_verified_at=None)",
        f"{_T}mf_39_stranger_came_first.py::test_what_the_staff_or_a_file_gave_is_not_taken_away",
    ),
    Control(
        "a look at a person's page is recorded",
        "idp/web/manage/users.py",
        "    administration.look(person, Deed(who.user, request=request))\n",
        "",
        f"{_T}ap_12_who_looked.py::test_who_looked_at_whom_is_recorded_before_anything_is_shown",
    ),
    Control(
        "a look at a person's events is recorded",
        "idp/web/manage/audit.py",
        "        administration.look(person, Deed(who.user, request=request))",
        "        administration.look(who.user, Deed(who.user, request=request))",
        f"{_T}ap_12_who_looked.py::test_the_record_is_another_door_to_the_same_data",
    ),
    Control(
        "a sign-out leaves no open door in its browser",
        "idp/oidc/logout.py",
        "    interactions.forget(request)\n",
        "",
        f"{_T}cs_16_allow_after_sign_out.py::test_nor_is_anything_left_of_a_sign_in_whose_cookie_was_lost_before",
    ),
    Control(
        "a new password does not close the way to keep the account",
        "idp/accounts/links.py",
        "OUTLASTING = frozenset({Purpose.UNDO_EMAIL, Purpose.NOT_ME, Purpose.KEEP_ACCOUNT})",
        "OUTLASTING = frozenset({Purpose.UNDO_EMAIL, Purpose.NOT_ME})",
        f"{_T}mf_19_ways_back.py::test_whoever_answers_a_deletion_by_a_new_password_can_still_keep_the_account",
    ),
    Control(
        "a count of the future holds nobody up",
        "idp/limits/gcra.py",
        "return rate.latest_us(now_us) if is_of_the_future else arrival_us",
        "return arrival_us",
        "tests/unit/limits/test_volume.py::test_a_clock_set_back_by_days_holds_nobody_up_in_the_process",
    ),
    Control(
        "a count of the future opens no second burst",
        "idp/limits/gcra.py",
        "return rate.latest_us(now_us) if is_of_the_future else arrival_us",
        "return 0 if is_of_the_future else arrival_us",
        "tests/unit/limits/test_gcra.py::test_what_a_clock_of_the_future_wrote_leaves_room_for_one",
    ),
    Control(
        "nor does it in Redis",
        "idp/limits/volume.py",
        "if arrival - now > 2 * (interval + burst) then arrival = now + burst end",
        "",
        "tests/faults/test_rl_11_redis_away.py::test_a_clock_set_back_by_days_holds_nobody_up",
    ),
    Control(
        "a block of the future is none",
        "idp/limits/guesses.py",
        "return seconds if seconds <= 2 * LONGEST_WAIT_SECONDS else 0",
        "return seconds",
        "tests/unit/limits/test_guesses.py::test_a_clock_set_back_by_days_blocks_nobody_for_days_and_forgets_no_failure",
    ),
    Control(
        "the API's doors to people are the staff's",
        "idp/api/views/users.py",
        'return (scopes("users:manage"), staff(act), FreshApp)',
        'return (scopes("users:manage"), FreshApp)',
        f"{_T}ap_03_users_api.py::test_a_role_that_was_taken_ends_the_token_and_a_client_that_lost_the_scope_too",
    ),
    Control(
        "a token for people is fresh by an app",
        "idp/api/views/users.py",
        'return (scopes("users:manage"), staff(act), FreshApp)',
        'return (scopes("users:manage"), staff(act))',
        f"{_T}ap_03_users_api.py::test_who_may_not",
    ),
    Control(
        "the helpdesk opens nobody of the staff over the API",
        "idp/api/views/users.py",
        "if not roles.may(view.person(request), Act.FIND, person):",
        "if person.sub == sub[::-1]:",
        f"{_T}ap_03_users_api.py::test_the_helpdesk_reaches_nobody_of_the_staff",
    ),
)
