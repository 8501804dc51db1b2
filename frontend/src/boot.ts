/** What happens before React: configuration, discovery, and the callback, exactly once. */
import { pathInApp } from "./app-url";
import { Auth, type Leave } from "./auth/auth";
import type { Arrival } from "./auth/callback";
import { discover } from "./auth/provider";
import { cameFromSignOut } from "./auth/sign-out";
import { loadConfig } from "./config";

/** This browser cannot do the cryptography: an old one, or a page that was not loaded over https. */
export class InsecureBrowser extends Error {}

export const leave: Leave = (url, how) => window.location[how](url);

/** Makes the app ready to render. Throws when config.json or the provider cannot be had; then call it again. */
export async function boot(appUrl: URL, away: Leave = leave): Promise<Auth> {
  if (!globalThis.crypto?.subtle) throw new InsecureBrowser("no WebCrypto");
  const config = await loadConfig(appUrl);
  const auth = new Auth(await discover(config), config, appUrl, away);
  const url = new URL(window.location.href);
  const page = pathInApp(appUrl, url).split(/[?#]/)[0];
  if (page === "/callback") {
    // The code must leave the address bar and the history whatever comes of it (RFC 9700 §4.2.4).
    const arrival = url.search ? await auth.finish(url) : null;
    window.history.replaceState(null, "", appUrl.pathname + pageFor(arrival).slice(1));
  } else if (page === "/" && url.searchParams.has("state")) {
    auth.cameFromSignOut = cameFromSignOut(url.searchParams);
    window.history.replaceState(null, "", appUrl.pathname);
  }
  return auth;
}

/** Where in the app an arrival leads; a failure stays at /callback, which explains it. */
function pageFor(arrival: Arrival | null): string {
  return !arrival || arrival.kind === "failed" ? "/callback" : arrival.return_path;
}
