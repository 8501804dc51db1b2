/** Run-time configuration: config.json beside index.html names the issuer and our client. */
import { parseUrl } from "./app-url";

export interface AppConfig {
  issuer: string;
  client_id: string;
  /** Base address of the account API. */
  api: string;
  /** What our access tokens are for (RFC 8707 §2). */
  resource: string;
  /** The language that was chosen on the provider's pages, where we are served beside them: no script sees that cookie. */
  language?: string;
}

/** The deployment is wrong; trying again will not help until someone mends it. */
export class ConfigError extends Error {}

/** Fetches and checks config.json. Throws ConfigError for a bad file, TypeError when it cannot be reached. */
export async function loadConfig(appUrl: URL): Promise<AppConfig> {
  const response = await fetch(new URL("config.json", appUrl), { cache: "no-store" });
  if (!response.ok) throw new ConfigError(`config.json answered ${response.status}`);
  const body: unknown = await response.json().catch(() => null);
  return parseConfig(body);
}

/** Checks the parsed file; addresses must be https, or http on this very machine. */
export function parseConfig(body: unknown): AppConfig {
  const file = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const issuer = trustedUrl("issuer", file.issuer);
  const client_id = file.client_id;
  if (typeof client_id !== "string" || client_id === "") throw new ConfigError("client_id is missing");
  const api = file.api === undefined ? `${issuer}/api/v1` : trustedUrl("api", file.api);
  const language = typeof file.language === "string" ? { language: file.language } : {};
  return { issuer, client_id, api, resource: `${issuer}/api`, ...language };
}

/** True for http on a loopback name, the one place where plain http is accepted (RFC 8252 §8.3). */
export function isLoopbackHttp(url: URL): boolean {
  return url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}

function trustedUrl(name: string, value: unknown): string {
  const url = typeof value === "string" ? parseUrl(value) : null;
  if (url === null || url.search || url.hash || url.username)
    throw new ConfigError(`${name} is not an address`);
  if (url.protocol !== "https:" && !isLoopbackHttp(url)) throw new ConfigError(`${name} must use https`);
  return url.href.replace(/\/$/, "");
}
