"""Controls of what more than was proved or shown would give: forms, namespaces, sealed acts, what ended."""

from tests.sabotage.tree import Control

RIGHTS = (
    Control(
        "a mailed link's form acts only on the link that it was shown for",
        "idp/web/mailed_links.py",
        'if request.method == "POST" and token and not _is_shown_for(',
        'if request.method == "POST" and not token and not _is_shown_for(',
        "tests/security/test_cs_17_forms_of_another_link.py::test_nothing_happens_to_whom_the_form_did_not_name",
    ),
    Control(
        "what is allowed is what the consent page showed",
        "idp/interaction/views.py",
        'if data.get("shown", "") != screens.about(visit, slug):',
        'if data.get("shown", "") == "never":',
        "tests/security/test_co_13_changed_while_it_was_shown.py::test_an_allow_for_what_was_shown_before_is_asked_again",
    ),
    Control(
        "who came to be somebody else is not asked to confirm who is here",
        "idp/interaction/views.py",
        "and screen.prompt == policy.next_prompt(visit.context).prompt",
        "",
        "tests/integration/test_not_you.py::test_it_asks_for_another_account_and_says_what_that_does",
    ),
    Control(
        "an expiry or erasure counts only under our MAC",
        "idp/audit/retention.py",
        "return is_past and any(secrets.equal(removal.mac, known) for known in secrets.macs(*_said(removal)))",
        "return is_past",
        "tests/security/test_ap_15_forged_removals.py::test_a_removal_without_our_mac_is_told_and_accounts_for_nothing",
    ),
    Control(
        "an erasure covers nothing that came later",
        "idp/audit/verification.py",
        "any(event.pk <= self._forgotten_until(sub) for",
        "any(self._forgotten_until(sub) for",
        "tests/security/test_ap_15_forged_removals.py::test_a_real_erasure_accounts_for_nothing_that_came_later",
    ),
    Control(
        "a backdated event is told",
        "idp/audit/verification.py",
        "if seal.event_at >= self.latest_at - seals.SETTLED:",
        "if seal.event_at:",
        "tests/security/test_ap_15_forged_removals.py::test_an_event_with_an_earlier_date_than_what_was_sealed_before_it_is_told",
    ),
    Control(
        "no client is named like a person",
        "idp/clients/registration.py",
        "if namesakes.names_somebody(client_id):",
        "if client_id in namesakes.ACTORS:",
        "tests/security/test_ca_17_clients_named_like_people.py::test_the_service_refuses_each",
    ),
    Control(
        "a client's own token names no person",
        "idp/oidc/tokens.py",
        "_access_token(client.client_id, namesakes.subject(client.client_id), audience",
        "_access_token(client.client_id, client.client_id, audience",
        "tests/security/test_ca_17_clients_named_like_people.py::test_its_own_token_names_a_client_and_nobody_else",
    ),
    Control(
        "what a client did is shown as a client's",
        "idp/web/manage/event_words.py",
        "is_client = event.actor == event.client_id[:64] or event.actor not in people",
        "is_client = event.actor not in people",
        "tests/security/test_ca_17_clients_named_like_people.py::test_what_it_did_is_shown_as_a_clients",
    ),
    Control(
        "one escaping for every line of a report",
        "idp/operations/terminal.py",
        "one if one.isprintable() else",
        "one if True else",
        "tests/security/test_xi_12_lines_of_a_terminal.py::test_lists_of_clients_and_people",
    ),
    Control(
        "no filters of the records but named ones",
        "idp/web/admin_site.py",
        "return lookup in {f",
        "return lookup or {f",
        "tests/security/test_ap_16_filters_of_the_records.py::test_nothing_tells_a_right_guess_at_a_hash_from_a_wrong_one",
    ),
)
