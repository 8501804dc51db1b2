"""Controls that a hostile reading of the account's own doors added; their tests are the attacks."""

from tests.sabotage.tree import Control

_CREDENTIALS = "idp/lifecycle/credentials.py"
_DELETION = "idp/lifecycle/deletion.py"
_SETTLED = "tests/security/test_cs_08_settled_sign_ins.py::test_a_sign_in_"
_T = "tests/security/test_"

ATTACK = (
    Control(
        "an offline grant, too, begins while its session lives",
        "idp/oidc/grants/authorization_code.py",
        "if reason or row.session_ended_at is not None:",
        "if reason:",
        f"{_T}lo_08_code_after_the_end.py::test_the_code_that_was_being_made_when_the_session_ended_is_dead",
    ),
    Control(
        "a change of password waits for nobody who was signed out meanwhile",
        _CREDENTIALS,
        "        _insist(user, session)\n        people.store_password(",
        "        people.store_password(",
        f"{_T}pw_05_overtaken_by_the_owner.py::test_a_password_that_was_judged_before_the_reset_is_not_set_after_it",
    ),
    Control(
        "a change of address waits for nobody who was signed out meanwhile",
        _CREDENTIALS,
        "        _insist(user, session)\n        refused = ",
        "        refused = ",
        f"{_T}pw_05_overtaken_by_the_owner.py::test_a_code_that_was_judged_before_the_reset_changes_no_address_after_it",
    ),
    Control(
        "what was proved for a session ends with it",
        "idp/interaction/services.py",
        "if interaction and not _is_over(interaction.session) else None",
        "if interaction else None",
        f"{_SETTLED}that_needs_nothing_more_makes_no_session_after_its_own_ended[this session is signed out elsewhere-lost]",
    ),
    Control(
        "what was proved before everything ended makes no session",
        "idp/interaction/facts.py",
        'if epoch in (None, fact.get("epoch", epoch))}',
        "if epoch is None or epoch}",
        f"{_SETTLED}without_a_session_yet_makes_none_after_the_end_of_everything[the password is reset]",
    ),
    Control(
        "a locked account is not deleted",
        _DELETION,
        "due = User.objects.filter(deletion_at__lte=clock.now(), is_active=True)",
        "User.objects.filter(is_active=False, deletion_at__lte=clock.now()).update(is_active=True)\n"
        "    due = User.objects.filter(deletion_at__lte=clock.now())",
        f"{_T}ap_08_locked_while_leaving.py::test_a_locked_account_is_not_deleted",
    ),
    Control(
        "an unlocked account has its whole time to be kept",
        "idp/lifecycle/administration.py",
        "    deletion.postpone(user)\n",
        "",
        f"{_T}ap_08_locked_while_leaving.py::test_once_unlocked_the_owner_has_the_whole_time_to_keep_it",
    ),
    Control(
        "metrics open to the whole token only",
        "idp/web/health.py",
        'return secrets.equal(request.headers.get("Authorization", ""), f"Bearer {token}")',
        'return request.headers.get("Authorization", "").startswith(f"Bearer {token}")',
        f"{_T}hd_05_side_doors.py::test_metrics_open_to_the_whole_token_only",
    ),
    Control(
        "signing out everywhere else ends what was granted there",
        "idp/lifecycle/sign_out.py",
        'revoke_grants(Grant.objects.filter(user=user).exclude(session=kept), user, "other sessions revoked", request)',
        'revoke_grants(Grant.objects.filter(user=user, offline=False), user, "other sessions revoked", request)',
        f"{_T}lo_04_everything_elsewhere.py::test_nothing_of_another_browser_works_any_more",
    ),
    Control(
        "a change of language writes nothing else",
        "idp/accounts/profile.py",
        'current.save(update_fields=[*changed, "updated_at"])',
        "[setattr(user, name, getattr(current, name)) for name in changed], user.save()",
        f"{_T}cs_08_written_back.py::test_a_password_that_was_reset_meanwhile_stays_and_nothing_revives",
    ),
    Control(
        "an operator's change writes what changed",
        "idp/accounts/people.py",
        'user.save(update_fields=[*_columns(changed), "updated_at"])',
        "user.save()",
        f"{_T}cs_08_written_back.py::test_an_operators_change_from_an_old_copy_writes_what_changed",
    ),
    Control(
        "a deletion looks again whether the account was locked",
        _DELETION,
        "if user is None or not user.is_active or user.deletion_at is None or user.deletion_at > clock.now():",
        "if user is None or user.deletion_at is None or user.deletion_at > clock.now():",
        "tests/unit/lifecycle/test_deletion.py::test_a_lock_is_looked_at_again_too",
    ),
    Control(
        "a guest's acceptance ends what strangers began with the address",
        "idp/accounts/invitations.py",
        '"epoch": F("epoch") + 1,',
        '"epoch": F("epoch"),',
        f"{_T}mf_40_stranger_awaits_the_guest.py::test_the_strangers_sign_in_is_not_the_guests",
    ),
    Control(
        "an operator vouches for an address, not for a stranger's password",
        "idp/accounts/people.py",
        "            user.set_unusable_password()  # it was given",
        "            pass  # it was given",
        f"{_T}mf_40_stranger_awaits_the_operator.py::test_the_strangers_password_and_sign_in_are_worth_nothing",
    ),
)
