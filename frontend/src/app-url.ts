/** Where the app is mounted; known only at run time, because one build serves any base path. */

/** The app's root address, from the address of a script: scripts live one folder below it (assets/ or src/). */
export function appUrlFrom(scriptUrl: string): URL {
  return new URL("../", scriptUrl);
}

/** The router's basename for that root: "" at the top, "/app" below it. */
export function basename(appUrl: URL): string {
  return appUrl.pathname.replace(/\/$/, "");
}

/** The path inside the app ("/dashboard?x=1") of a full address. */
export function pathInApp(appUrl: URL, url: URL): string {
  const base = basename(appUrl);
  const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : "/";
  return path + url.search + url.hash;
}

/** `text` as an address, or null. (URL.parse is too new for some browsers.) */
export function parseUrl(text: string, against?: string): URL | null {
  try {
    return new URL(text, against);
  } catch {
    return null;
  }
}
