/** acr values (claims of a token, so of any type) and factors in words for people. */
import type { components } from "../api/schema";
import type { Translate } from "../language/translate";
import type { PlainKey } from "../messages/catalogue";

/** How strong a sign-in is, weakest first. */
const RANK = ["1fa", "2fa-email", "mfa", "phr"];

const ACR: Record<string, PlainKey> = {
  "1fa": "acr.1fa",
  "2fa-email": "acr.2fa-email",
  mfa: "acr.mfa",
  phr: "acr.phr",
};

/** What proved a sign-in or a confirmation, as the API names it. */
export type Factor = NonNullable<components["schemas"]["Session"]["factor"]>;

export const FACTORS: Record<Factor, PlainKey> = {
  password: "activity.by.password",
  email_otp: "activity.by.email_otp",
  totp: "activity.by.totp",
  recovery: "activity.by.recovery",
};

/** Did a second factor take part? Unknown values count as no. */
export function hasSecondFactor(acr: unknown): boolean {
  return RANK.indexOf(String(acr)) >= RANK.indexOf("2fa-email");
}

/** Was it the strong kind that /mfa-verify asks for? */
export function isStrong(acr: unknown): boolean {
  return RANK.indexOf(String(acr)) >= RANK.indexOf("mfa");
}

/** The level of a sign-in; `factor` tells apart what the level alone does not. */
export function acrWords(acr: unknown, t: Translate, factor?: Factor | null): string {
  const known = acr === "mfa" && (factor === "totp" || factor === "recovery");
  return t(known ? `acr.mfa.${factor}` : (ACR[String(acr)] ?? "acr.unknown"));
}
