/** A provider in memory: real signatures, real PKCE, real rotation; each fault can be switched on. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { json, MemoryApi, oauthError } from "./account-api";

export const ISSUER = "http://localhost:8000";
export const CLIENT_ID = "app";
export const APP = new URL("http://localhost:5173/");

interface Issued {
  nonce: string;
  code_challenge: string;
  redirect_uri: string;
  resource: string;
  acr: string;
  auth_time: number;
}

export interface Faults {
  iss?: string; // in the authorization response
  token_iss?: string;
  aud?: string;
  nonce?: string;
  sub?: string;
  foreign_key?: boolean; // the ID token is signed by somebody else
  unsigned?: boolean;
  no_id_token?: boolean;
  auth_time_ago?: number; // seconds
}

const KEYS = generateKeyPair("RS256", { extractable: true });
const FOREIGN = generateKeyPair("RS256");

export class MemoryOp {
  faults: Faults = {};
  acr = "mfa";
  /** What config.json says beside the addresses. */
  configured: Record<string, unknown> = {};
  lifetime_seconds = 300;
  requests: { path: string; body: URLSearchParams; headers: Headers }[] = [];
  api = new MemoryApi(() => this.access_token);
  access_token = "";
  private refresh_token = "";
  private codes = new Map<string, Issued>();
  private counter = 0;

  /** What the person's browser brings back from the authorization endpoint. */
  authorize(request: URL, answer: Record<string, string> = {}): URL {
    const asked = request.searchParams;
    const back = new URL(asked.get("redirect_uri") ?? "");
    const code = `code-${++this.counter}`;
    this.codes.set(code, {
      nonce: asked.get("nonce") ?? "",
      code_challenge: asked.get("code_challenge") ?? "",
      redirect_uri: back.href,
      resource: asked.get("resource") ?? "",
      acr: this.acr,
      auth_time: Math.floor(Date.now() / 1000) - (this.faults.auth_time_ago ?? 0),
    });
    const state = asked.get("state") ?? "";
    const iss = this.faults.iss ?? ISSUER;
    const params = answer.error ? { state, iss, ...answer } : { code, state, iss, ...answer };
    back.search = new URLSearchParams(params).toString();
    return back;
  }

  /** Stands in for the browser's fetch. */
  fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    if (pathname === "/config.json")
      return json({ issuer: ISSUER, client_id: CLIENT_ID, ...this.configured });
    if (pathname === "/.well-known/openid-configuration") return json(metadata());
    if (pathname === "/oauth2/jwks") return json({ keys: [await publicJwk()] });
    if (pathname.startsWith("/api/v1/")) return this.api.answer(request);
    const body = new URLSearchParams(await request.text());
    this.requests.push({ path: pathname, body, headers: request.headers });
    if (pathname === "/oauth2/token") return this.token(body);
    if (pathname === "/oauth2/revoke") return this.revoke(body);
    return new Response(null, { status: 404 });
  };

  count(path: string, grant_type?: string): number {
    const matches = (one: URLSearchParams) => !grant_type || one.get("grant_type") === grant_type;
    return this.requests.filter((one) => one.path === path && matches(one.body)).length;
  }

  /** The grant dies, as it does when its session is signed out elsewhere. */
  endSession(): void {
    this.refresh_token = "";
    this.access_token = "";
  }

  private revoke(body: URLSearchParams): Response {
    if (body.get("token") === this.refresh_token) this.endSession();
    return new Response(null, { status: 200 });
  }

  private async token(body: URLSearchParams): Promise<Response> {
    if (body.get("client_id") !== CLIENT_ID) return oauthError("invalid_client");
    if (body.get("grant_type") === "refresh_token") {
      if (body.get("refresh_token") !== this.refresh_token) return oauthError("invalid_grant");
      return this.issue({ ...this.last, nonce: "" });
    }
    const issued = this.codes.get(body.get("code") ?? "");
    this.codes.delete(body.get("code") ?? "");
    if (!issued || issued.redirect_uri !== body.get("redirect_uri")) return oauthError("invalid_grant");
    if (issued.code_challenge !== (await s256(body.get("code_verifier") ?? "")))
      return oauthError("invalid_grant");
    if (issued.resource !== body.get("resource")) return oauthError("invalid_target");
    return this.issue(issued);
  }

  private last: Issued = {
    nonce: "",
    code_challenge: "",
    redirect_uri: "",
    resource: "",
    acr: "",
    auth_time: 0,
  };

  private async issue(issued: Issued): Promise<Response> {
    this.last = issued;
    const generation = ++this.counter;
    this.access_token = `secret-access-${generation}`;
    this.refresh_token = `secret-refresh-${generation}`;
    return json({
      access_token: this.access_token,
      refresh_token: this.refresh_token,
      token_type: "Bearer",
      expires_in: this.lifetime_seconds,
      ...(!this.faults.no_id_token && { id_token: await this.idToken(issued) }),
    });
  }

  private async idToken({ nonce, acr, auth_time }: Issued): Promise<string> {
    const { faults } = this;
    const payload = {
      acr,
      amr: ["pwd", "otp", "mfa"],
      auth_time,
      ...(nonce && { nonce: faults.nonce ?? nonce }),
    };
    if (faults.unsigned)
      return `${part({ alg: "none" })}.${part({ ...payload, iss: ISSUER, aud: CLIENT_ID })}.`;
    const { privateKey } = await (faults.foreign_key ? FOREIGN : KEYS);
    return new SignJWT(payload)
      .setProtectedHeader({ alg: "RS256", kid: "k1" })
      .setIssuer(faults.token_iss ?? ISSUER)
      .setAudience(faults.aud ?? CLIENT_ID)
      .setSubject(faults.sub ?? "sub-of-ada")
      .setIssuedAt()
      .setExpirationTime("10m")
      .sign(privateKey);
  }
}

async function publicJwk() {
  return { ...(await exportJWK((await KEYS).publicKey)), kid: "k1", alg: "RS256", use: "sig" };
}

function metadata() {
  const at = (path: string) => `${ISSUER}/oauth2/${path}`;
  return {
    issuer: ISSUER,
    authorization_endpoint: at("authorize"),
    token_endpoint: at("token"),
    jwks_uri: at("jwks"),
    revocation_endpoint: at("revoke"),
    end_session_endpoint: at("logout"),
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  };
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return Buffer.from(digest).toString("base64url");
}
