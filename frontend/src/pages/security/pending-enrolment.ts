/** Which authenticator waits for its first code; survives a reload. Holds no secret. */

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
    return pending && Date.parse(pending.expires_at) > Date.now() ? pending : null;
  } catch {
    return null;
  }
}

export function forgetPendingEnrolment(): void {
  sessionStorage.removeItem(KEY);
}
