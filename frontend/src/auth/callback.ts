/** The provider's answer at /callback: checked, traded for tokens, turned into where to go next. */
import * as client from "openid-client";
import { type PendingSignIn, type Purpose, takePending } from "./pending-sign-in";
import { type TokenSet, tokenSet } from "./tokens";

/** What came back from the provider. */
export type Arrival =
  | { kind: "signed-in"; pending: PendingSignIn; tokens: TokenSet }
  | { kind: "signed-out"; return_path: string }
  | { kind: "failed"; reason: Failure; error?: string; purpose?: Purpose; return_path?: string };

/** unknown: no such sign-in was started here, or it was used; refused: the provider said no; invalid: do not trust it. */
export type Failure = "unknown" | "refused" | "invalid" | "unreachable";

/** prompt=none answers that mean "ask the person" (OpenID Connect Core §3.1.2.6). */
const NEEDS_PERSON = new Set([
  "login_required",
  "interaction_required",
  "consent_required",
  "account_selection_required",
]);

/** Finishes the sign-in that `url` answers. Never throws: a failure is an arrival too. Spec: RFC 6749 §4.1.2, RFC 9207 §2.4. */
export async function finishSignIn(
  provider: client.Configuration,
  resource: string,
  url: URL,
): Promise<Arrival> {
  const states = url.searchParams.getAll("state");
  const state = states.length === 1 ? (states[0] ?? null) : null;
  const pending = takePending(state);
  if (!state || !pending) return { kind: "failed", reason: "unknown" };
  try {
    const answer = await client.authorizationCodeGrant(
      provider,
      url,
      {
        expectedState: state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.code_verifier,
        idTokenExpected: true,
      },
      { resource },
    );
    const tokens = tokenSet(answer);
    checkFreshness(tokens, pending);
    return { kind: "signed-in", pending, tokens };
  } catch (error) {
    return failure(error, pending);
  }
}

function failure(error: unknown, pending: PendingSignIn): Arrival {
  const { purpose, return_path } = pending;
  if (error instanceof client.AuthorizationResponseError) {
    if (purpose === "silent" && NEEDS_PERSON.has(error.error)) return { kind: "signed-out", return_path };
    return { kind: "failed", reason: "refused", error: error.error, purpose, return_path };
  }
  if (error instanceof client.ResponseBodyError) {
    return { kind: "failed", reason: "invalid", error: error.error, purpose, return_path };
  }
  const reason = error instanceof TypeError ? "unreachable" : "invalid";
  return { kind: "failed", reason, purpose, return_path };
}

const SLACK_SECONDS = 60;

/**
 * max_age was asked for: was the person really asked again? (OpenID Connect Core §3.1.3.7 point 13)
 * Compares durations, the provider's clock with itself and ours with itself, so that a wrong clock here changes
 * nothing; time spent on the provider's pages counts as fresh, so a slow typist is not refused at max_age=0.
 */
function checkFreshness({ claims }: TokenSet, { max_age, started_at }: PendingSignIn): void {
  if (max_age === undefined) return;
  const away_seconds = (Date.now() - started_at) / 1000;
  const age_seconds =
    claims.auth_time === undefined ? Number.POSITIVE_INFINITY : claims.iat - claims.auth_time;
  if (age_seconds > max_age + away_seconds + SLACK_SECONDS) throw new Error("the sign-in is too old");
}
