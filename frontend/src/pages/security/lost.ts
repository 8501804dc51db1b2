/** Which authenticator apps are probably lost: nobody has used them since a recovery code stood in for them. */
import type { Authenticator } from "../../api/authenticators";

export function lostSince(used_at: string | null, all: readonly Authenticator[]): Authenticator[] {
  if (used_at === null) return [];
  const at = Date.parse(used_at);
  const seen_at = ({ created_at, last_used_at }: Authenticator) =>
    Math.max(Date.parse(created_at), last_used_at === null ? 0 : Date.parse(last_used_at));
  return all.filter((one) => seen_at(one) < at);
}
