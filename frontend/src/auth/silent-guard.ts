/** Stops prompt=none from looping: at most one unsuccessful silent sign-in a minute in this tab. */

const KEY = "gatehouse.silent-sign-in-at";
const PAUSE_MS = 60_000;

/** May a page try prompt=none now? */
export function maySignInSilently(): boolean {
  const at = Number(sessionStorage.getItem(KEY) ?? "0");
  return !(Date.now() - at < PAUSE_MS);
}

/** Called before a silent try, and when the API refuses what one brought. */
export function pauseSilentSignIn(): void {
  sessionStorage.setItem(KEY, String(Date.now()));
}

/** Called when a sign-in succeeded. */
export function allowSilentSignIn(): void {
  sessionStorage.removeItem(KEY);
}
