/** Return paths come from the address bar, so they may name nothing but a page of this app. */
import { parseUrl } from "../app-url";

export const HOME = "/dashboard";

/** Pages that redirect by themselves would loop. */
const REDIRECTING = new Set(["/login", "/register", "/callback", "/logout"]);

/** Pages that ask for a fresh proof as they open: who did not give it would be asked again at once. */
const ASKING = new Set(["/mfa-setup", "/mfa-verify", "/password", "/email"]);

/** Where to stay when the proof for `return_path` was not given, or was given before and Back led to it again. */
export function pathWithoutProof(return_path: string): string {
  const page = return_path.split(/[?#]/)[0] ?? "";
  return ASKING.has(page) ? "/security" : return_path;
}

/** `value` when it is a path inside the app, else the dashboard: no open redirect (RFC 9700 §4.11.1). */
export function safeReturnPath(value: string | null | undefined): string {
  if (!value?.startsWith("/")) return HOME;
  const url = parseUrl(value, "https://app.invalid");
  // The parser drops tabs and newlines, turns \ into / and resolves dots: judge its result, never the text.
  if (url?.origin !== "https://app.invalid" || url.pathname.startsWith("//")) return HOME;
  if (REDIRECTING.has(url.pathname.replace(/\/+$/, ""))) return HOME;
  return url.pathname + url.search + url.hash;
}
