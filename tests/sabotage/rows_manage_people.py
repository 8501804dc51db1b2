"""The sealed record, roles, the console's doors to people and groups."""

from tests.sabotage.tree import Control

_POLICY = "tests/unit/interaction/test_policy.py::test_"
_ROLES = "tests/unit/accounts/test_roles.py::test_"
_ACTS = "tests/unit/lifecycle/test_administration.py::test_"
_T = "tests/security/test_"
_SEALS = "tests/unit/audit/test_seals.py::test_"

MANAGE_PEOPLE = (
    Control(
        "a link needs the key",
        "idp/audit/seals.py",
        'return any(secrets.equal(seal.mac, known) for known in secrets.macs("audit seal", seal.chain_hash))',
        "return True",
        f"{_SEALS}a_link_computed_without_the_key_is_refused",
    ),
    Control(
        "an event is what was sealed",
        "idp/audit/verification.py",
        "if seals.facts_hash(event) != seal.facts_hash:",
        "if event is None:",
        f"{_SEALS}events_that_change_places_are_named",
    ),
    Control(
        "a missing event needs a recorded expiry",
        "idp/audit/verification.py",
        "return seal.event_at < self.horizon",
        "return True",
        f"{_SEALS}a_removed_event_is_named",
    ),
    Control(
        "a wiped address needs a recorded erasure",
        "idp/audit/verification.py",
        'return is_wiped and any(self._is_forgotten(sub) for sub in {event.subject, event.actor} - {""})',
        "return is_wiped",
        f"{_SEALS}wiping_an_address_without_saying_so_is_a_change",
    ),
    Control(
        "what is put in later is never sealed",
        "idp/audit/seals.py",
        "return _without_seal().filter(pk__gt=settled_id())",
        "return _without_seal()",
        f"{_SEALS}an_event_put_in_between_is_named",
    ),
    Control(
        "links stand in one order",
        "idp/audit/verification.py",
        "if seal.previous_hash == before.chain_hash:",
        "if before is not None:",
        f"{_SEALS}an_event_removed_with_its_link_is_noticed_at_the_next",
    ),
    Control(
        "an anchor shows a chain written anew",
        "idp/audit/verification.py",
        "if last <= (newest.sequence if newest else 0):",
        "if last >= 0:",
        f"{_SEALS}only_an_anchor_shows_that_the_newest_links_were_cut_off",
    ),
    Control(
        "the helpdesk reaches nobody with a role",
        "idp/accounts/roles.py",
        "and (person is None or not is_staff(person))",
        "",
        f"{_ROLES}the_helpdesk_helps_people_and_nothing_more",
    ),
    Control(
        "nobody acts on themselves",
        "idp/accounts/roles.py",
        "if not actor.is_active or (person is not None and person.pk == actor.pk and act in NOT_TO_ONESELF):",
        "if not actor.is_active:",
        f"{_ROLES}nobody_locks_demotes_or_resets_themselves",
    ),
    Control(
        "the role that counts is the one in the database",
        "idp/lifecycle/administration.py",
        "if deed.by is not None and (by is None or not roles.may(by, act, user)):",
        "if deed.by is not None and not roles.may(deed.by, act, person):",
        f"{_ACTS}the_role_that_counts_is_the_one_in_the_database",
    ),
    Control(
        "the last administrator stays",
        "idp/lifecycle/administration.py",
        "if [one.pk for one in administrators] == [person.pk]:",
        "if not administrators:",
        f"{_ACTS}the_last_administrator_stays",
    ),
    Control(
        "an act of the staff has a reason",
        "idp/lifecycle/administration.py",
        "if not reason:",
        "if reason is None:",
        "tests/integration/web/test_users.py::test_no_reason_no_act_and_what_was_ticked_stays",
    ),
    Control(
        "a staff page wants a fresh proof",
        "idp/web/guards.py",
        "    if who is None or not is_fresh(who.session, who.user):\n        return sign_in(request, return_to, sudo=True)",
        "    if who is None:\n        return sign_in(request, return_to, sudo=True)",
        f"{_T}mf_24_stale_staff.py::test_an_act_waits_for_a_fresh_proof",
    ),
    Control(
        "an act asks the table for this person",
        "idp/web/manage/users.py",
        "    if not roles.may(who.user, Act.FIND, person):\n        return errors.forbidden(request, PermissionError())\n",
        "",
        f"{_T}ap_04_helpdesk_reaches_no_staff.py::test_a_page_about_the_staff_is_closed",
    ),
    Control(
        "an enrolment link goes to the owner's mailbox only",
        "idp/interaction/facts.py",
        'return (mailbox["sub"], mailbox["epoch"]) == (person.sub, person.epoch) and mailbox["at"] >= horizon',
        'return mailbox["sub"] == person.sub',
        f"{_T}mf_32_reset_by_the_staff.py::test_the_proof_of_the_mailbox_fades_and_dies_with_the_epoch",
    ),
    Control(
        "an enrolment link is whose it is",
        "idp/web/local.py",
        'hinted_sub=str(parameters.get("sub", "")),',
        'hinted_sub="",',
        f"{_T}mf_32_reset_by_the_staff.py::test_the_link_proves_no_mailbox_but_its_owners",
    ),
    Control(
        "an enrolment link leads to an app",
        "idp/web/local.py",
        'minimum_acr=APP if parameters.get("enrol") else "",',
        'minimum_acr="",',
        f"{_T}mf_32_reset_by_the_staff.py::test_the_link_and_the_password_lead_to_a_new_app",
    ),
    Control(
        "an enrolment link works once",
        "idp/web/invitations.py",
        'if link is None or (request.method == "POST" and not links.spend(link)):',
        "if link is None:",
        f"{_T}mf_32_reset_by_the_staff.py::test_once_in_time_and_only_the_newest",
    ),
    Control(
        "an invitation is accepted once",
        "idp/accounts/invitations.py",
        "if not links.spend(link) or waiting.update(",
        "if waiting.update(",
        f"{_T}mf_28_invitation_link.py::test_opening_an_accepted_link_again_is_refused",
    ),
    Control(
        "a group's demand counts",
        "idp/interaction/context.py",
        'return strictest(self.mfa_policy, self.person.mfa_policy if self.person else "")',
        "return self.mfa_policy",
        f"{_POLICY}nothing_is_done_that_was_not_proved",
    ),
    Control(
        "of several demands the strictest wins",
        "idp/mfa/policy.py",
        "return max((policy for policy in policies if policy), key=POLICIES.index, default=POLICIES[0])",
        "return min((policy for policy in policies if policy), key=POLICIES.index, default=POLICIES[0])",
        "tests/unit/mfa/test_policy.py::test_the_strictest_of_several_policies_wins",
    ),
    Control(
        "the group is read with the person",
        "idp/interaction/facts.py",
        'mfa_policy="mfa" if facts.group_mfa else "required" if facts.group_required else "",',
        'mfa_policy="",',
        f"{_T}mf_21_group_demands_an_app.py::test_a_session_from_before_is_not_enough",
    ),
)
