/** acr and amr values (claims of a token, so of any type) in words for people. */

/** How strong a sign-in is, weakest first. */
const RANK = ["1fa", "2fa-email", "mfa", "phr"];

const ACR_WORDS: Record<string, string> = {
  "1fa": "password only",
  "2fa-email": "password and a code sent by e-mail",
  mfa: "password and your authenticator app or a recovery code",
  phr: "passkey",
};

const AMR_WORDS: Record<string, string> = {
  pwd: "password",
  otp: "one-time code",
  mfa: "more than one factor",
  hwk: "security key",
  user: "presence check",
};

/** Did a second factor take part? Unknown values count as no. */
export function hasSecondFactor(acr: unknown): boolean {
  return RANK.indexOf(String(acr)) >= RANK.indexOf("2fa-email");
}

/** Was it the strong kind that /mfa-verify asks for? */
export function isStrong(acr: unknown): boolean {
  return RANK.indexOf(String(acr)) >= RANK.indexOf("mfa");
}

/** The level of a sign-in, for the middle of a sentence. */
export function acrWords(acr: unknown): string {
  return ACR_WORDS[String(acr)] ?? "a way this app does not know";
}

/** The methods (RFC 8176) of a sign-in, for the middle of a sentence. */
export function amrWords(amr: unknown): string {
  if (!Array.isArray(amr) || amr.length === 0) return "not stated";
  return amr.map((one) => AMR_WORDS[String(one)] ?? String(one)).join(", ");
}
