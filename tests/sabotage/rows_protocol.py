"""Controls of whom a request means, how fresh its answer is, what a token is for, and who is told what was asked."""

from tests.sabotage.tree import Control

_LOGOUT = "idp/oidc/logout.py"
_T = "tests/security/test_"
_UNIT = "tests/unit/interaction/test_policy_freshness.py::test_"

PROTOCOL = (
    Control(
        "a logout that ends no session changes nothing",
        _LOGOUT,
        '        return _signed_out(request, asked, asked.return_to if asked.has_hint else "", back=asked.return_to)\n',
        '        there = asked.return_to if asked.has_hint else ""\n'
        "        return _forgotten(request, _signed_out(request, asked, there, back=asked.return_to))\n",
        f"{_T}lo_01_logout_requests.py::test_a_request_that_ends_no_session_changes_nothing",
    ),
    Control(
        "a sub that the claims parameter asks for is enforced",
        "idp/oidc/authorize.py",
        "named = [people for people in (wanted, hinted) if people is not None]",
        "named = [people for people in (hinted,) if people is not None]",
        f"{_T}co_09_hostile_hints.py::test_a_sub_asked_for_is_that_persons_or_nobodys",
    ),
    Control(
        "an access token is for one",
        "idp/protocol/rfc8707_resource.py",
        "if len(asked or held) != 1:",
        "if len(asked or held) < 1:",
        "tests/unit/protocol/test_rfc8707_resource.py::test_it_may_neither_widen_nor_be_for_two",
    ),
    Control(
        "a token for two is nobody's",
        "idp/oidc/access.py",
        "if len(audience_of(claims)) != 1 or not wanted & set(audience_of(claims)):",
        "if not wanted & set(audience_of(claims)):",
        f"{_T}rt_16_resource_at_refresh.py::test_a_token_for_two_is_nobodys",
    ),
    Control(
        "nothing is minted for a resource that the client lost",
        "idp/oidc/grants/__init__.py",
        "    resources.check(exchange.client, [audience])\n",
        "",
        f"{_T}rt_16_resource_at_refresh.py::test_what_the_client_has_lost_is_minted_no_more",
    ),
    Control(
        "a copy of a client is trusted for a second",
        "idp/clients/registry.py",
        "abs(moment - seen_at) < TRUSTED_FOR:",
        "abs(moment - seen_at) < 9000 * TRUSTED_FOR:",
        f"{_T}lo_10_address_taken_away.py::test_nobody_is_sent_to_an_address_that_was_taken_away",
    ),
    Control(
        "max_age and prompt=login hold until the code",
        "idp/interaction/policy.py",
        "    login.BEFORE_THE_CODE,\n",
        "",
        f"{_T}mf_42_page_left_open.py::test_the_sign_in_is_made_again_and_the_answer_is_kept",
    ),
    Control(
        "what one person decided is not kept for another",
        "idp/interaction/services.py",
        "if is_same and kind in policy.DECISIONS",
        "if kind in policy.DECISIONS",
        f"{_T}mf_42_page_left_open.py::test_the_consent_of_one_person_is_not_kept_for_another",
    ),
    Control(
        "acr_values are an order, not a set",
        "idp/interaction/prompts/mfa.py",
        "has >= min(wanted)):",
        "has >= max(wanted)):",
        f"{_UNIT}acr_values_are_an_order_of_preference",
    ),
    Control(
        "what the client sent is told to the browser that began it",
        "idp/interaction/views.py",
        "or not services.began_here(interaction, request):",
        "or not request:",
        f"{_T}cs_06_fixation.py::test_what_the_client_sent_is_told_to_the_browser_that_began_it_alone",
    ),
    Control(
        "an algorithm's key is published while something is signed with it",
        "idp/oidc/keys.py",
        "if key.state in PUBLISHED and key.alg in ring.used]",
        "if key.state in PUBLISHED]",
        "tests/integration/oidc/test_documents.py::test_the_key_set_is_public_and_follows_the_keys",
    ),
    Control(
        "a form is UTF-8 whatever its type says",
        "idp/core/http.py",
        '            request._encoding = "utf-8"',
        "            pass",
        f"{_T}in_04_content_types.py::test_every_form_is_utf_8_whatever_its_type_says",
    ),
    Control(
        "an empty answer has no type",
        "idp/core/http.py",
        "        if not response.streaming and not response.content:\n",
        "        if not response.streaming and response.status_code == 999:\n",
        "tests/integration/oidc/test_revoke.py::test_either_token_takes_the_grant_with_it",
    ),
)
