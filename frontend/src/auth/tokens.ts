/** The three tokens of this tab. They live in this object only: no storage, no cookie, no global. */
import type { IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from "openid-client";

export interface TokenSet {
  access_token: string;
  refresh_token: string | undefined;
  id_token: string;
  /** The verified claims of id_token. */
  claims: IDToken;
  /** Milliseconds since 1970, by this browser's clock. */
  expires_at: number;
}

/** The token response as our record; a refresh may leave out what did not change (RFC 6749 §6). */
export function tokenSet(
  answer: TokenEndpointResponse & TokenEndpointResponseHelpers,
  previous?: TokenSet,
): TokenSet {
  const id_token = answer.id_token ?? previous?.id_token;
  const claims = answer.claims() ?? previous?.claims;
  if (!id_token || !claims) throw new Error("the token response has no ID token");
  // A refreshed ID token must be about the same person (OpenID Connect Core §12.2).
  if (previous && claims.sub !== previous.claims.sub) throw new Error("the ID token names another person");
  return {
    access_token: answer.access_token,
    refresh_token: answer.refresh_token ?? previous?.refresh_token,
    id_token,
    claims,
    expires_at: Date.now() + (answer.expiresIn() ?? 0) * 1000,
  };
}
