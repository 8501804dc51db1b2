/** The history's vocabulary in words. */
import type { ActivityEntry } from "../../api/activity";
import type { PlainKey } from "../../messages/catalogue";

export const KINDS: Record<ActivityEntry["kind"], PlainKey> = {
  signed_in: "activity.signed_in",
  identity_confirmed: "activity.identity_confirmed",
  signed_out: "activity.signed_out",
  account_created: "activity.account_created",
  account_changed: "activity.account_changed",
  address_verified: "activity.address_verified",
  recovery_code_used: "activity.recovery_code_used",
  authenticator_added: "activity.authenticator_added",
  authenticator_removed: "activity.authenticator_removed",
  two_step_reset: "activity.two_step_reset",
  recovery_codes_renewed: "activity.recovery_codes_renewed",
  app_connected: "activity.app_connected",
  app_disconnected: "activity.app_disconnected",
  password_wrong: "activity.password_wrong",
  code_wrong: "activity.code_wrong",
  guesses_blocked: "activity.guesses_blocked",
  app_tokens_replayed: "activity.app_tokens_replayed",
  password_changed: "activity.password_changed",
  email_changed: "activity.email_changed",
};

export const FACTORS: Record<NonNullable<ActivityEntry["factor"]>, PlainKey> = {
  password: "activity.by.password",
  email_otp: "activity.by.email_otp",
  totp: "activity.by.totp",
  recovery: "activity.by.recovery",
};

export interface Day {
  /** As the person's calendar writes it, to tell days apart. */
  key: string;
  at: Date;
  entries: ActivityEntry[];
}

/** The entries by the person's own days, the order kept. */
export function byDay(entries: readonly ActivityEntry[]): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const at = new Date(entry.at);
    const key = at.toDateString();
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, at, entries: [entry] });
  }
  return days;
}

/** "Today", "Yesterday", or the date in full. */
export function dayWords(day: Date, now: Date, locale: string): string {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const ago = Math.round((midnight(now) - midnight(day)) / 86_400_000);
  if (ago > 1) return new Intl.DateTimeFormat(locale, { dateStyle: "full" }).format(day);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-ago, "day");
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}
