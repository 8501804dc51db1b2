"""What would have helped, for every reason that is recorded for a refusal: fixed words by fixed words.

A test reads the reasons from the code and fails for one without a remedy. The interaction's policy is not here: its checks
carry their own.
"""

from idp.audit.events import Action
from idp.audit.models import Event

_BEARER = "the header Authorization: Bearer ACCESS_TOKEN, once, and no parameters"
_FRESH_CODE = "a code that is redeemed once, within its minute, by the client that it was issued to"
_FRESH_GRANT = "a new sign-in: the old one cannot be used again"
_FRESH_TOKEN = "an access token that is fetched again, by the refresh token or by a new sign-in"  # noqa: S105 - words
_ON = "turning the client on again, on its page under Manage, if that is meant"
_ENCODING = "parameters as application/x-www-form-urlencoded in UTF-8, at most 64 KiB, each below its limit"
_PKCE = "code_challenge=BASE64URL(SHA-256(code_verifier)) with code_challenge_method=S256 in the authorization request"
_SECRET = "the client's current secret; a new one is made on its page under Manage, Secrets"  # noqa: S105 - words
_REDIRECT = "the redirect_uri of the request, character by character, among those registered for the client"
_SCOPE = "only scopes that are registered for the client, and openid among them for a sign-in"
_CODE = "the newest code, typed before it expires and not used before"

BY_REASON = {
    # which client it is
    "the client is unknown": "the client_id of a registered client, exactly as its page under Manage shows it",
    "client_id is unknown.": "the client_id of a registered client, exactly as its page under Manage shows it",
    "the client is turned off": _ON,
    "the client is disabled": _ON,
    "the client is gone": "a registered client: this one was deleted",
    "client_id is missing.": "the parameter client_id",
    "Missing client_id parameter.": "the parameter client_id",
    "Invalid client_id parameter value.": "the client_id of a registered client that is turned on",
    "client_id in the body is another client's": "the same client_id in the body as in the Authorization header, or none",
    "client_id is not the audience of id_token_hint.": "the client_id of the client that the ID token was issued to",
    # how the client authenticates
    "no client is identified": "client_id and client_secret, sent by the method that the client is registered with",
    "no secret was sent": _SECRET,
    "the client has no secret any more": _SECRET,
    "the secret has expired": _SECRET,
    "the secret is wrong or was removed": _SECRET,
    "the client is registered for another method of authentication": (
        "the method that the client is registered with (token_endpoint_auth_method), or a registration with the one it uses"
    ),
    "invalid_client": "client_id and client_secret, sent by the method that the client is registered with",
    "client assertions are not supported": "client_secret_basic or client_secret_post",
    "the Authorization header is not Basic": "the header Authorization: Basic, then base64 of client_id:client_secret",
    "the Basic credentials are not form-encoded UTF-8": "both parts form-encoded, then base64 (RFC 6749 §2.3.1)",
    "Use one method of client authentication.": "the secret in the header or in the body, not in both",
    "a public client cannot introspect": "a client with a secret",
    "This client cannot authenticate for this grant type.": "a client with a secret: a public one has no tokens of its own",
    # where the answer goes
    "redirect_uri is missing.": "the parameter redirect_uri",
    "Missing redirect URI.": "the parameter redirect_uri",
    "redirect_uri is not registered for this client.": _REDIRECT,
    "redirect_uri is no longer registered": _REDIRECT,
    "Mismatching redirect URI.": _REDIRECT,
    "Invalid redirect URI.": _REDIRECT,
    "redirect_uri is not the one of the authorization request": "the same redirect_uri here as in the authorization request",
    "post_logout_redirect_uri is not registered for the client that is named.": (
        "the post_logout_redirect_uri among those registered for the client, and the client named by id_token_hint or client_id"
    ),
    "post_logout_redirect_uri needs to know the client: send id_token_hint or client_id.": "one of these two beside it",
    # what it asks for
    "response_type must be code.": "response_type=code",
    "Missing response_type parameter.": "response_type=code",
    "unsupported_response_type": "response_type=code",
    "response_mode must be query or form_post.": "response_mode=query or response_mode=form_post, or none",
    "grant_type is missing.": "the parameter grant_type",
    "This grant type does not exist here.": "authorization_code, refresh_token or client_credentials as grant_type",
    "The password grant does not exist here.": "the authorization code flow",
    "unsupported_grant_type": "authorization_code, refresh_token or client_credentials as grant_type",
    "unauthorized_client": "a grant type that is registered for the client; authorization_code for a sign-in",
    "invalid_scope": _SCOPE,
    "No scope is left to grant.": "a scope that is still registered for the client and belongs to the resource asked for",
    "A resource is unknown or not for this client.": "only resources that are registered for the client",
    "Name one resource: an access token is for one only.": "one resource in the token request, of those that were granted",
    "A requested resource was not granted.": "only resources that the authorization request named too",
    "prompt names an unknown value.": "prompt with none, login, consent, select_account or create",
    "prompt=none cannot be combined.": "prompt=none alone",
    "prompt=create cannot be combined with id_token_hint or a sub.": "prompt=create without the two",
    "max_age must be a number of seconds.": "max_age as a whole number of seconds",
    "claims must be a JSON object as in OpenID Connect Core 5.5.": "claims as JSON with the members userinfo and id_token",
    "Nobody is every person that the request names.": "one person in id_token_hint and in the sub of claims",
    "claims: sub values must be strings.": "sub in claims with value or values of strings",
    "claims: acr values must be strings.": "acr in claims with value or values of strings",
    "id_token_hint is not an ID token of this issuer.": "an ID token that this issuer signed, whole",
    "a parameter that is not supported": "the request without this parameter",
    "The request has changed.": "a new sign-in: the client's registration changed while the person signed in",
    "the session does not prove enough": "a sign-in by the factor that policy and client demand",
    # PKCE
    "Code challenge required.": _PKCE,
    "code_challenge must be the base64url SHA-256 of the verifier.": _PKCE,
    "code_challenge_method without code_challenge.": _PKCE,
    "Transform algorithm not supported.": _PKCE,
    "Challenge not found": _PKCE,
    "Challenge method not found": _PKCE,
    "Code verifier required.": "the code_verifier that the code_challenge was made of",
    "the code_verifier does not fit the code_challenge": (
        "the code_verifier that this code's code_challenge was made of: kept with its state, not overwritten by a second tab"
    ),
    "a code_verifier for a code without a challenge": "a code_challenge in the authorization request, or no code_verifier",
    # a code
    "Missing code parameter.": "the parameter code",
    "unknown code": _FRESH_CODE,
    "invalid_grant": _FRESH_CODE,
    "the code is another client's": _FRESH_CODE,
    "the code has expired": _FRESH_CODE,
    "the code was redeemed a moment ago": _FRESH_CODE,
    "the code was redeemed before": _FRESH_CODE,
    "another request redeemed the code": _FRESH_CODE,
    "the code was presented with wrong verifiers too often": _FRESH_CODE,
    "a spent code was presented again; the grant is revoked": (
        "each code redeemed once; somebody may have seen this one: look for a callback that is loaded twice, then sign in again"
    ),
    # a refresh token
    "Missing refresh token parameter.": "the parameter refresh_token",
    "not a refresh token of ours": "the refresh_token of the newest token response, whole",
    "unknown grant": _FRESH_GRANT,
    "the refresh token is another client's": "the refresh_token that this client was given",
    "a generation that this database has not seen": "a new sign-in: the database was restored from a backup",
    "another request used the refresh token": "one refresh at a time, each with the refresh_token of the newest response",
    "an old refresh token was presented": "the refresh_token of the newest response, kept by one process",
    "an old refresh token was presented; the grant is revoked": (
        "the refresh_token of the newest response; somebody may have copied the old one: sign in again"
    ),
    "the refresh token was not used for too long": _FRESH_GRANT,
    # what they all hang on
    "the grant was revoked": _FRESH_GRANT,
    "the grant is not there": _FRESH_GRANT,
    "the grant is not there, or not this one": _FRESH_GRANT,
    "the grant is past its absolute end": _FRESH_GRANT,
    "the session is over": "a new sign-in, or the scope offline_access for tokens that outlive the session",
    "the person's epoch was raised": "a new sign-in: the person was signed out everywhere",
    "the deployment's epoch was raised": "a new sign-in: everybody was signed out",
    "the person is not active": "unlocking the person, under Manage, Users, if that is meant",
    "the person is gone": "an account that exists: this one was deleted",
    "the sign-in proved less than is demanded now": "a new sign-in by the factor that policy, client or group demand now",
    # an access token
    "the access token has expired": _FRESH_TOKEN,
    "the access token is not one that this issuer signed": "an access token of this issuer, whole; an ID token is none",
    "meant for another audience": "an access token that was asked for with this API as resource",
    "revoked, or the client is disabled or gone": "an access token that is fetched again by a client that is turned on",
    "The access token is not that of a person.": "an access token from a sign-in, not from client_credentials",
    "This API needs the access token of a person.": "an access token from a sign-in, not from client_credentials",
    "The access token lacks the scope openid.": "the scope openid in the authorization request",
    "The access token lacks the scope of this call.": "the scope that the challenge names, registered and granted",
    "the token is not meant for this client": "the token's audience among the client's introspection_audiences",
    "token is missing.": "the parameter token",
    "A more recent or stronger authentication of the person is required.": (
        "a sign-in by the strongest factor that the person has, within the sudo limit"
    ),
    "Send one Authorization header: the word Bearer, a space, the access token.": _BEARER,
    "Send the access token in the Authorization header only.": _BEARER,
    # how the request is written
    "A parameter is repeated.": "each parameter once",
    "Unable to parse query string": _ENCODING,
    "invalid_request": _ENCODING,
    "A parameter holds a NUL character.": _ENCODING,
    "A parameter is too long.": _ENCODING,
    "The parameters are not UTF-8.": _ENCODING,
    "The parameters are not form-encoded.": _ENCODING,
    "The parameters hold a broken percent-encoding.": _ENCODING,
    "The request is larger than 64 KiB.": _ENCODING,
    "The request is too large.": "an authorization request of a few KiB, all its parameters together at most 16 KiB",
    "There are too many parameters.": _ENCODING,
    "There are too many resource parameters.": _ENCODING,
    "Send a form.": _ENCODING,
    "Send application/x-www-form-urlencoded.": _ENCODING,
    "Send the form uncompressed.": _ENCODING,
    "Send parameters in the body only.": "the parameters in the body, and none in the address",
    "A POST carries its parameters in the body only.": "the parameters in the body, and none in the address",
    "Use POST.": "the method POST",
    "Use GET or POST.": "the method GET or POST",
    "The client is being changed. Try again.": "the same request again in a moment",
    "server_error": "the same request again; if it fails again, the log under the same time",
    # what a person typed
    "missing": "a code in the field",
    "no_code": "the six digits of the code",
    "no_recovery_code": "the ten letters and digits of a recovery code",
    "wrong": _CODE,
    "replayed": _CODE,
    "used": "a recovery code that was not used before: each works once",
    "expired": _CODE,
    "exhausted": "a new code: this one was tried too often",
    "superseded": "starting the set-up again, in one window",
    "unavailable": "another way of confirming",
    "the stored factor cannot be read": "the encryption key that it was stored with (idp doctor), or a reset of the factors",
    "wrong password": "the right password, or a new one by the link for a forgotten password",
    "unknown address": "the address that the account has, or a new account",
    "unproved address": "registering with the address, which proves it",
    "disabled account": "unlocking the person, under Manage, Users, if that is meant",
    "the address has an account": "signing in with the account, or the link for a forgotten password",
    "guess budget": "waiting, another factor, or lifting the limit on the person's page under Manage, Users",
    # the page of an interaction
    "csrf": "the page opened again from this site, not sent from another",
}
_BY_ACTION: dict[str, str] = {  # where the reason is another machine's, or none
    Action.LOGOUT_DELIVER: "the client's back-channel logout address reachable by https and answering 200 or 204",
    Action.USER_CONSENT_DENY: "the person allowing it",
}
_BEFORE = {  # how reasons of older versions, or of the policy, are told
    "This client is unknown or disabled.": "the client_id of a registered client that is turned on",
    "This client is disabled.": _ON,
    "wrong or expired secret": _SECRET,
    "the person": "the person allowing it",
}


def of(event: Event) -> list[str]:
    """What would have changed a refusal; nothing for what was none, or for words that nobody here wrote."""
    if event.outcome != "refused":
        return []
    words = (str(event.detail.get("why", "")), event.reason.partition(": ")[2], event.reason)
    known = BY_REASON | _BEFORE
    found = next((known[one] for one in words if one in known), _BY_ACTION.get(event.action, ""))
    return [found] if found else []
