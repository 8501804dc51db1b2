/** Which authenticator waits for its first code, or that it had it; survives a reload. Holds no secret. */

export interface PendingEnrolment {
  id: string;
  label: string;
  expires_at: string;
}

const KEY = "gatehouse.enrolment";

export function savePendingEnrolment({ id, label, expires_at }: PendingEnrolment): void {
  sessionStorage.setItem(KEY, JSON.stringify({ id, label, expires_at }));
}

/** The one that waits, if its time is not over. */
export function pendingEnrolment(): PendingEnrolment | null {
  try {
    const pending = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as PendingEnrolment | null;
    return pending?.id && Date.parse(pending.expires_at) > Date.now() ? pending : null;
  } catch {
    return null;
  }
}

const FINISHED = "{}";

/** The first code was right: a reload, or Back, has nothing more to ask. */
export function finishEnrolment(): void {
  sessionStorage.setItem(KEY, FINISHED);
}

/** Was the last set-up of this tab finished? */
export function isEnrolmentFinished(): boolean {
  return sessionStorage.getItem(KEY) === FINISHED;
}

export function forgetPendingEnrolment(): void {
  sessionStorage.removeItem(KEY);
}
