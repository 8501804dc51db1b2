/** What must outlive a redirect to the provider, one record per state value so that tabs and tries never mix. */

export type Purpose = "sign-in" | "register" | "silent" | "step-up";

/** What a step-up interrupted; never a secret, because it waits in sessionStorage. */
export interface Unfinished {
  action: string;
  input: unknown;
}

/** What is left of a record once it was used: enough for Back, which makes the provider answer a second time. */
interface Finished {
  purpose: Purpose;
  return_path: string;
  /** Milliseconds since 1970, by this browser's clock. */
  started_at: number;
}

export interface PendingSignIn extends Finished {
  code_verifier: string;
  nonce: string;
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

/** Takes the secrets of `state` out: a second callback with the same state finds none to redeem a code with (RFC 9700 §4.7). */
export function takePending(state: string | null): PendingSignIn | null {
  const record = state ? read(PREFIX + state) : null;
  if (!record || isStale(record) || !isOpen(record)) return null;
  const { purpose, return_path, started_at } = record;
  sessionStorage.setItem(
    PREFIX + state,
    JSON.stringify({ purpose, return_path, started_at } satisfies Finished),
  );
  return record;
}

/** Where the sign-in of `state` led that was finished in this tab before, or null. */
export function finishedBefore(state: string | null): Finished | null {
  const record = state ? read(PREFIX + state) : null;
  return record && !isStale(record) && !isOpen(record) ? record : null;
}

function read(key: string): PendingSignIn | Finished | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as PendingSignIn | Finished | null;
  } catch {
    return null;
  }
}

function isOpen(record: PendingSignIn | Finished): record is PendingSignIn {
  return "code_verifier" in record;
}

function isStale(record: Finished | null): boolean {
  return !record || Date.now() - record.started_at > LIFETIME_MS;
}
