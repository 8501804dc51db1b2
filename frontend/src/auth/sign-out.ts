/** Sign-out: the refresh token is revoked, then the browser visits the provider to end its session. */
import * as client from "openid-client";
import type { TokenSet } from "./tokens";

const STATE_KEY = "gatehouse.sign-out-state";

/** Revokes (RFC 7009 §2.1) and gives the address that ends the session (OpenID Connect RP-Initiated Logout 1.0 §2). */
export async function signOutUrl(
  provider: client.Configuration,
  appUrl: URL,
  tokens: TokenSet | null,
): Promise<URL> {
  await revoke(provider, tokens);
  const state = client.randomState();
  sessionStorage.setItem(STATE_KEY, state);
  return client.buildEndSessionUrl(provider, {
    post_logout_redirect_uri: appUrl.href,
    state,
    // Without the hint (this page was reloaded) the provider asks the person first.
    ...(tokens && { id_token_hint: tokens.id_token }),
  });
}

async function revoke(provider: client.Configuration, tokens: TokenSet | null): Promise<void> {
  const token = tokens?.refresh_token;
  if (!token || !provider.serverMetadata().revocation_endpoint) return;
  // A failure changes nothing for the person: ending the session revokes the grant as well.
  await client.tokenRevocation(provider, token, { token_type_hint: "refresh_token" }).catch(() => undefined);
}

/** Did the person just come back from the sign-out that this tab began? Answers yes once. */
export function cameFromSignOut(params: URLSearchParams): boolean {
  const expected = sessionStorage.getItem(STATE_KEY);
  if (!expected || params.get("state") !== expected) return false;
  sessionStorage.removeItem(STATE_KEY);
  return true;
}
