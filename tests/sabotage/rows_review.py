"""Controls that an attacker's reading of the code brought; their tests are attacks."""

from tests.sabotage.tree import Control

_T = "tests/security/test_"

REVIEW = (
    Control(
        "an ended session takes its interaction's proofs along",
        "idp/interaction/services.py",
        "return session is not None and not live_sessions().filter(pk=session.pk).exists()",
        "return False",
        f"{_T}cs_16_allow_after_sign_out.py::test_a_session_that_was_ended_from_elsewhere_takes_its_proofs_along",
    ),
    Control(
        "an answer belongs to the person whom the page named",
        "idp/interaction/browser.py",
        "return secrets.mac(_PURPOSE, interaction_id, secret, sub)",
        "return secrets.mac(_PURPOSE, interaction_id, secret)",
        f"{_T}co_12_consent_of_another_person.py::test_an_answer_to_one_persons_page_is_not_anothers",
    ),
    Control(
        "a proved mailbox is no factor where e-mailed codes are none",
        "idp/interaction/context.py",
        'return (*FACTOR_KINDS, "verify_email") if self.email_code == "always" else FACTOR_KINDS',
        'return (*FACTOR_KINDS, "verify_email")',
        f"{_T}mf_36_app_not_skipped.py::test_the_app_is_asked_after_the_address",
    ),
    Control(
        "single claims need consent",
        "idp/oidc/authorize.py",
        '| oidc_claims.implied_scopes(stored["claims"])',
        "| oidc_claims.implied_scopes({})",
        f"{_T}co_11_claims_need_consent.py::test_a_claim_beyond_the_consented_scopes_asks_again",
    ),
    Control(
        "no redirect to a URI that was taken away",
        "idp/oidc/authorize.py",
        "if not error.redirectable:  # the redirect_uri was taken away while the person signed in",
        "if error is None:",
        f"{_T}ru_18_removed_in_mid_flight.py::test_no_redirect_to_a_uri_that_is_no_longer_registered",
    ),
)
