"""Controls that a hostile reading of the staff's and operators' doors asked for. Attack families XI, MF, AP; probes."""

from tests.sabotage.tree import Control

ATTACK2 = (
    Control(
        "a pasted redirect URI runs nothing",
        "idp/web/manage/frameworks.py",
        "shlex.quote(client.redirect_uris.split()[0])",
        "client.redirect_uris.split()[0]",
        "tests/security/test_xi_11_pasted_environment.py::test_a_shell_reads_back_what_was_registered",
    ),
    Control(
        "a stranger's registration does not end an invitation",
        "idp/accounts/links.py",
        "same_epoch | awaited | Q(",
        "same_epoch | Q(",
        "tests/security/test_mf_39_invitation_ended_by_a_stranger.py"
        "::test_the_link_of_the_newcomer_still_works_and_sets_the_newcomers_password",
    ),
    Control(
        "an invitation ends with the first proof of its address",
        "idp/accounts/links.py",
        "user__in=owner.filter(email_verified_at=None)",
        "user__in=owner",
        "tests/integration/web/test_invitations.py::test_whoever_proves_the_address_first_ends_the_invitation",
    ),
    Control(
        "the gauntlet runs against the issuer of its own settings",
        "idp/operations/management/commands/prove.py",
        "        answers_as_itself()",
        "        pass",
        "tests/integration/operations/test_prove.py::test_it_refuses_a_provider_of_another_name_that_answers_on_this_machine",
    ),
    Control(
        "a probe reads the migrations once",
        "idp/web/health.py",
        "@cache\ndef _require_our_schema",
        "def _require_our_schema",
        "tests/integration/web/test_health.py::test_readiness_reads_the_migrations_once",
    ),
    Control(
        "what a file says of people is recorded without their addresses",
        "idp/operations/configuration/apply.py",
        "{self.sub or self.name}",
        "{self.name}",
        "tests/security/test_ap_13_person_of_a_file.py::test_no_event_names_the_person",
    ),
    Control(
        "nothing that the account API says is kept",
        "idp/api/endpoint.py",
        'response.headers["Cache-Control"] = "no-store"',
        'response.headers["Cache-Control"] = "private"',
        "tests/security/test_in_08_no_server_error.py::test_the_account_api_answers_everything",
    ),
    Control(
        "a refusal at an OAuth endpoint is not kept",
        "idp/oidc/form.py",
        'response.headers["Cache-Control"] = "no-store"',
        'response.headers["Cache-Control"] = "private"',
        "tests/security/test_in_08_no_server_error.py::test_the_oauth_endpoints_answer_everything",
    ),
    Control(
        "a group that a file names is neither renamed nor deleted here",
        "idp/accounts/groups.py",
        '"groups" in owned for owned in',
        '"name" in owned for owned in',
        "tests/security/test_ap_14_group_of_a_file.py::test_it_keeps_its_name_and_its_members_and_may_demand_more",
    ),
    Control(
        "an invited administrator is no successor",
        "idp/accounts/deletion.py",
        "one.deletion_at is None and not invitations.is_invited(one)",
        "one.deletion_at is None",
        "tests/security/test_ap_08_invited_administrator.py::test_an_invitation_is_no_successor",
    ),
)
