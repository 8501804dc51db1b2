/** Return paths come from the address bar, so they may name nothing but a page of this app. */
import { parseUrl } from "../app-url";

export const HOME = "/dashboard";

/** Pages that redirect by themselves would loop. */
const REDIRECTING = new Set(["/login", "/register", "/callback", "/logout"]);

/** `value` when it is a path inside the app, else the dashboard: no open redirect (RFC 9700 §4.11.1). */
export function safeReturnPath(value: string | null | undefined): string {
  if (!value?.startsWith("/")) return HOME;
  const url = parseUrl(value, "https://app.invalid");
  // The parser drops tabs and newlines, turns \ into / and resolves dots: judge its result, never the text.
  if (url?.origin !== "https://app.invalid" || url.pathname.startsWith("//")) return HOME;
  if (REDIRECTING.has(url.pathname.replace(/\/+$/, ""))) return HOME;
  return url.pathname + url.search + url.hash;
}
