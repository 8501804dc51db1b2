/** Trades a refresh token for the next set of tokens. */
import * as client from "openid-client";
import { type TokenSet, tokenSet } from "./tokens";

/** The provider refused the refresh token: the session behind it is over. */
export class SessionEnded extends Error {}

/**
 * The next tokens. A lost answer is asked for once more with the same refresh token, which the provider allows
 * for some seconds. Throws SessionEnded when refused, TypeError when the provider cannot be reached.
 * Spec: RFC 6749 §6, RFC 8707 §2.2, RFC 9700 §4.14.
 */
export async function refreshed(
  provider: client.Configuration,
  resource: string,
  current: TokenSet,
): Promise<TokenSet> {
  const { refresh_token } = current;
  if (!refresh_token) throw new SessionEnded("there is no refresh token");
  const ask = () => client.refreshTokenGrant(provider, refresh_token, { resource });
  try {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof TypeError) return ask();
      throw error;
    });
    return tokenSet(answer, current);
  } catch (error) {
    if (isRefusal(error)) throw new SessionEnded("the refresh token was refused");
    throw error;
  }
}

/** 400 and 401 are a verdict (RFC 6749 §5.2); 429 and 5xx only say "later". */
function isRefusal(error: unknown): boolean {
  return error instanceof client.ResponseBodyError && (error.status === 400 || error.status === 401);
}
