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
  deletion_asked: "activity.deletion_asked",
  deletion_cancelled: "activity.deletion_cancelled",
  data_exported: "activity.data_exported",
  sign_in_denied: "activity.sign_in_denied",
  password_reset_asked: "activity.password_reset_asked",
  password_reset: "activity.password_reset",
  account_locked: "activity.account_locked",
  account_unlocked: "activity.account_unlocked",
  signed_out_by_staff: "activity.signed_out_by_staff",
  rights_changed: "activity.rights_changed",
  groups_changed: "activity.groups_changed",
  email_codes_switched: "activity.email_codes_switched",
  email_change_undone: "activity.email_change_undone",
};

/** What a stranger who got in would do. */
const FOREIGN: ReadonlySet<ActivityEntry["kind"]> = new Set([
  "signed_in",
  "identity_confirmed",
  "account_changed",
  "password_changed",
  "password_reset",
  "email_changed",
  "email_codes_switched",
  "recovery_code_used",
  "authenticator_added",
  "authenticator_removed",
  "recovery_codes_renewed",
  "deletion_asked",
  "data_exported",
  "app_connected",
]);

/** Can the person say of it "This wasn't me"? Not of what this very browser did, nor of a wrong password: anybody types one. */
export function mayBeForeign(entry: ActivityEntry): boolean {
  const { kind, outcome, sid_is_current } = entry;
  return isGuess(entry) || (outcome === "success" && !sid_is_current && FOREIGN.has(kind));
}

/** Only who knows the password is asked for a code. */
export function isGuess({ kind, sid_is_current }: ActivityEntry): boolean {
  return kind === "code_wrong" && !sid_is_current;
}

/** Was it done with a recovery code? Then the others on that list are known as well. */
export function withCode({ kind, factor }: ActivityEntry): boolean {
  return kind === "recovery_code_used" || (factor === "recovery" && kind !== "code_wrong");
}

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
