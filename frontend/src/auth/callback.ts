/** The provider's answer at /callback: checked, traded for tokens, turned into where to go next. */
import * as client from "openid-client";
import {
  finishedBefore,
  type PendingSignIn,
  type Purpose,
  takePending,
  type Unfinished,
} from "./pending-sign-in";
import { pathWithoutProof } from "./return-path";
import type { StepUpChallenge } from "./step-up";
import { type TokenSet, tokenSet } from "./tokens";

/** What came back from the provider; holds no secret, so it may stay for as long as the page. */
export type Arrival =
  | {
      kind: "signed-in";
      purpose: Purpose;
      return_path: string;
      asked: StepUpChallenge;
      unfinished?: Unfinished;
    }
  | { kind: "signed-out"; return_path: string }
  /** Nothing was proved and nothing went wrong: the person stopped a step-up, or came here again by Back. */
  | { kind: "back"; return_path: string }
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

/** Finishes the sign-in that `url` answers. Never throws: a failure is an arrival too. */
export async function finishSignIn(
  provider: client.Configuration,
  resource: string,
  url: URL,
): Promise<{ arrival: Arrival; tokens: TokenSet | null }> {
  const states = url.searchParams.getAll("state");
  const state = states.length === 1 ? (states[0] ?? null) : null;
  const pending = takePending(state);
  if (!state || !pending) return { arrival: unasked(state), tokens: null };
  try {
    const tokens = await redeem(provider, resource, url, state, pending);
    const { purpose, return_path, acr_values, max_age, unfinished, sub } = pending;
    const asked = { ...(acr_values && { acr_values }), ...(max_age !== undefined && { max_age }) };
    const kept = unfinished && sub === tokens.claims.sub ? { unfinished } : {};
    return { arrival: { kind: "signed-in", purpose, return_path, asked, ...kept }, tokens };
  } catch (error) {
    return { arrival: failure(error, pending), tokens: null };
  }
}

/** An answer that nothing waits for: by Back, after the sign-in it belongs to was finished; or somebody else's. */
function unasked(state: string | null): Arrival {
  const before = finishedBefore(state);
  if (before) return { kind: "back", return_path: pathWithoutProof(before.return_path) };
  return { kind: "failed", reason: "unknown" };
}

/** The code for tokens; every check of answer and ID token is on. Spec: RFC 6749 §4.1.3, RFC 9207 §2.4, OpenID Connect Core §3.1.3.7. */
async function redeem(
  provider: client.Configuration,
  resource: string,
  url: URL,
  expectedState: string,
  pending: PendingSignIn,
): Promise<TokenSet> {
  const checks = {
    expectedState,
    expectedNonce: pending.nonce,
    pkceCodeVerifier: pending.code_verifier,
    idTokenExpected: true,
  };
  const tokens = tokenSet(await client.authorizationCodeGrant(provider, url, checks, { resource }));
  checkFreshness(tokens, pending);
  return tokens;
}

function failure(error: unknown, pending: PendingSignIn): Arrival {
  const { purpose, return_path } = pending;
  if (error instanceof client.AuthorizationResponseError) {
    if (purpose === "silent" && NEEDS_PERSON.has(error.error)) return { kind: "signed-out", return_path };
    if (purpose === "step-up" && error.error === "access_denied")
      return { kind: "back", return_path: pathWithoutProof(return_path) };
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
