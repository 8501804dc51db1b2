/** RFC 9470: an API asks for a fresher or stronger sign-in by a WWW-Authenticate challenge. */

export interface StepUpChallenge {
  acr_values?: string;
  max_age?: number;
}

/** What a 401 asks for, or null when it is no step-up challenge. Spec: RFC 9470 §3. */
export function stepUpChallenge(header: string | null): StepUpChallenge | null {
  const params = challengeParams(header ?? "").find((one) => one.error === INSUFFICIENT);
  if (!params) return null;
  const { acr_values, max_age } = params;
  return {
    ...(acr_values && { acr_values }),
    ...(max_age && /^\d{1,9}$/.test(max_age) && { max_age: Number(max_age) }),
  };
}

const INSUFFICIENT = "insufficient_user_authentication";

/** scheme, or name="quoted \" text", or name=token. Spec: RFC 9110 §11.2. */
const PART = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g;

/** The parameters of each Bearer or DPoP challenge in the header, one header may hold several. */
function challengeParams(header: string): Record<string, string>[] {
  const found: Record<string, string>[] = [];
  let current: Record<string, string> = {};
  for (const [, name = "", quoted, token] of header.matchAll(PART)) {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? token;
    if (value !== undefined) {
      current[name.toLowerCase()] ??= value;
      continue;
    }
    current = {};
    if (/^(bearer|dpop)$/i.test(name)) found.push(current);
  }
  return found;
}

/** Would the same question be asked again? */
export function sameChallenge(one: StepUpChallenge, other: StepUpChallenge): boolean {
  return one.acr_values === other.acr_values && one.max_age === other.max_age;
}
