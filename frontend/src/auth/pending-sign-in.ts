/** What must outlive a redirect to the provider, one record per state value so that tabs and tries never mix. */

export type Purpose = "sign-in" | "register" | "silent" | "step-up";

/** What a step-up interrupted; never a secret, because it waits in sessionStorage. */
export interface Unfinished {
  action: string;
  input: unknown;
}

export interface PendingSignIn {
  purpose: Purpose;
  code_verifier: string;
  nonce: string;
  return_path: string;
  /** Milliseconds since 1970, by this browser's clock. */
  started_at: number;
  acr_values?: string;
  max_age?: number;
  unfinished?: Unfinished;
  /** Who left it unfinished: nobody else finishes it. */
  sub?: string;
}

const PREFIX = "gatehouse.sign-in.";
const LIFETIME_MS = 24 * 60 * 60 * 1000; // as long as the provider keeps an interaction's parameters

/** Remembers a sign-in under its state; drops those that can no longer come back. */
export function savePending(state: string, pending: PendingSignIn): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && isStale(read(key))) sessionStorage.removeItem(key);
  }
  sessionStorage.setItem(PREFIX + state, JSON.stringify(pending));
}

/** Takes the record of `state` out: a second callback with the same state finds nothing (RFC 9700 §4.7). */
export function takePending(state: string | null): PendingSignIn | null {
  if (!state) return null;
  const pending = read(PREFIX + state);
  sessionStorage.removeItem(PREFIX + state);
  return isStale(pending) ? null : pending;
}

function read(key: string): PendingSignIn | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as PendingSignIn | null;
  } catch {
    return null;
  }
}

function isStale(pending: PendingSignIn | null): boolean {
  return !pending || Date.now() - pending.started_at > LIFETIME_MS;
}
