/** Builds an authorization request: code, PKCE S256, state, nonce, resource. */
import * as client from "openid-client";
import type { AppConfig } from "../config";
import { type Purpose, savePending, type Unfinished } from "./pending-sign-in";

export const SCOPE = "openid profile email account:read account:write";

export interface SignInRequest {
  purpose: Purpose;
  return_path: string;
  acr_values?: string | undefined;
  max_age?: number | undefined;
  unfinished?: Unfinished | undefined;
  sub?: string | undefined;
}

const PROMPTS: Record<Purpose, string | undefined> = {
  "sign-in": undefined,
  register: "create", // Initiating User Registration via OpenID Connect 1.0 §4.1
  silent: "none", // OpenID Connect Core §3.1.2.1
  "step-up": undefined, // acr_values and max_age do the asking (RFC 9470 §4)
};

/** The address to send the browser to; remembers the secrets of this request under its state (RFC 7636 §4). */
export async function authorizationUrl(
  provider: client.Configuration,
  config: AppConfig,
  redirect_uri: string,
  request: SignInRequest,
): Promise<URL> {
  const code_verifier = client.randomPKCECodeVerifier();
  const code_challenge = await client.calculatePKCECodeChallenge(code_verifier);
  const state = client.randomState();
  const nonce = client.randomNonce();
  const { purpose, return_path, acr_values, max_age, unfinished, sub } = request;
  savePending(state, {
    purpose,
    code_verifier,
    nonce,
    return_path,
    started_at: Date.now(),
    ...(acr_values !== undefined && { acr_values }),
    ...(max_age !== undefined && { max_age }),
    ...(unfinished && sub && { unfinished, sub }),
  });
  const prompt = PROMPTS[purpose];
  return client.buildAuthorizationUrl(provider, {
    redirect_uri,
    scope: SCOPE,
    resource: config.resource,
    state,
    nonce,
    code_challenge,
    code_challenge_method: "S256",
    ui_locales: document.documentElement.lang || "en",
    ...(prompt && { prompt }),
    ...(acr_values && { acr_values }),
    ...(max_age !== undefined && { max_age: String(max_age) }),
  });
}
