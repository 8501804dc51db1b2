/** One object knows whether this tab is signed in, and is the only one that starts, renews or ends that. */
import type * as client from "openid-client";
import type { AppConfig } from "../config";
import { authorizationUrl, type SignInRequest } from "./authorization-request";
import { type Arrival, finishSignIn } from "./callback";
import type { Purpose, Unfinished } from "./pending-sign-in";
import { refreshed, SessionEnded } from "./refresh";
import { safeReturnPath } from "./return-path";
import { signOutUrl } from "./sign-out";
import { allowSilentSignIn, pauseSilentSignIn } from "./silent-guard";
import { type StepUpChallenge, sameChallenge } from "./step-up";
import type { TokenSet } from "./tokens";

/** Sends the browser away; a page that only redirects replaces itself, so that Back skips it. */
export type Leave = (url: URL, how: "assign" | "replace") => void;

/** What React sees; a new object for every change. */
export interface AuthState {
  claims: client.IDToken | null;
  leaving: "to-sign-in" | "to-register" | "to-step-up" | "to-sign-out" | null;
  failure: unknown;
}

const LEAVING: Record<Purpose, AuthState["leaving"]> = {
  "sign-in": "to-sign-in",
  silent: "to-sign-in",
  register: "to-register",
  "step-up": "to-step-up",
};

const EXPIRES_SOON_MS = 30_000;

export class Auth {
  state: AuthState = { claims: null, leaving: null, failure: null };
  /** How this page load began, when it began at /callback. */
  arrival: Arrival | null = null;
  /** This page load is the provider's answer to our sign-out. */
  cameFromSignOut = false;
  private tokens: TokenSet | null = null;
  private refreshing: Promise<TokenSet> | null = null;
  private readonly arrivedAt = Date.now();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly provider: client.Configuration,
    readonly config: AppConfig,
    private readonly appUrl: URL,
    private readonly leave: Leave,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): AuthState => this.state;

  /** Takes the provider's answer in `url`; called once, before React renders. */
  async finish(url: URL): Promise<Arrival> {
    const { arrival, tokens } = await finishSignIn(this.provider, this.config.resource, url);
    this.arrival = arrival;
    if (tokens) {
      allowSilentSignIn();
      this.keep(tokens);
    }
    return arrival;
  }

  /** Leaves for the provider; a second call while leaving does nothing (effects run twice in StrictMode). */
  async signIn(request: SignInRequest, how: "assign" | "replace" = "assign"): Promise<void> {
    if (this.state.leaving) return;
    this.change({ leaving: LEAVING[request.purpose] });
    try {
      if (request.purpose === "silent") pauseSilentSignIn();
      const safe = { ...request, return_path: safeReturnPath(request.return_path) };
      const redirect_uri = new URL("callback", this.appUrl).href;
      this.leave(await authorizationUrl(this.provider, this.config, redirect_uri, safe), how);
    } catch (failure) {
      this.change({ leaving: null, failure });
    }
  }

  /**
   * Answers a step-up challenge by a new sign-in that returns to the same page. Returns false, and stays, when
   * this page load already came from the same challenge: asking again would go round in circles. Spec: RFC 9470 §4.
   */
  stepUp(challenge: StepUpChallenge, return_path: string, unfinished?: Unfinished): boolean {
    if (this.justAsked(challenge)) return false;
    const sub = this.tokens?.claims.sub;
    // A page that asks as it opens shows nothing yet: Back must lead past it. One with a button stays in the history.
    const how = unfinished ? "assign" : "replace";
    void this.signIn({ purpose: "step-up", return_path, ...challenge, unfinished, sub }, how);
    return true;
  }

  /** Did this page load come from the same question, a moment ago? */
  justAsked(challenge: StepUpChallenge): boolean {
    const { arrival } = this;
    return (
      arrival?.kind === "signed-in" &&
      arrival.purpose === "step-up" &&
      sameChallenge(arrival.asked, challenge) &&
      Date.now() - this.arrivedAt < 60_000
    );
  }

  /** What a step-up of this very person interrupted here, once. */
  takeUnfinished(action: string): Unfinished | null {
    const { arrival } = this;
    if (arrival?.kind !== "signed-in" || arrival.unfinished?.action !== action) return null;
    const { unfinished, ...rest } = arrival;
    this.arrival = rest;
    return unfinished;
  }

  /** A usable access token, renewed shortly before it expires. Throws SessionEnded when there is none. */
  async accessToken(): Promise<string> {
    // Renewed on use and never by a timer: an idle tab must not keep the session alive.
    const { tokens } = this;
    if (!tokens) throw new SessionEnded("not signed in");
    if (tokens.expires_at - Date.now() > EXPIRES_SOON_MS) return tokens.access_token;
    return (await this.refresh()).access_token;
  }

  /** Another access token than the one the API just refused (RFC 6750 §3.1 invalid_token). */
  async replaced(refused: string): Promise<string> {
    // A call that ran beside us may have renewed it already.
    if (this.tokens && this.tokens.access_token !== refused) return this.tokens.access_token;
    return (await this.refresh()).access_token;
  }

  /** The API refuses even new tokens: forget them, and do not fetch more by prompt=none. */
  end(): void {
    pauseSilentSignIn();
    this.forget();
  }

  /** Ends the session: here, at the token endpoint's side and in the browser (OpenID Connect RP-Initiated Logout 1.0). */
  async signOut(): Promise<void> {
    if (this.state.leaving) return;
    const { tokens } = this;
    this.tokens = null;
    this.change({ claims: null, leaving: "to-sign-out" });
    try {
      this.leave(await signOutUrl(this.provider, this.appUrl, tokens), "replace");
    } catch (failure) {
      this.change({ leaving: null, failure });
    }
  }

  /** One refresh at a time: a second one would present a spent refresh token (RFC 9700 §4.14.2). */
  private refresh(): Promise<TokenSet> {
    this.refreshing ??= this.refreshOnce().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  private async refreshOnce(): Promise<TokenSet> {
    const current = this.tokens;
    if (!current) throw new SessionEnded("not signed in");
    try {
      const next = await refreshed(this.provider, this.config.resource, current);
      // Signed out while the answer was on its way: it must not bring us back.
      if (this.tokens !== current) throw new SessionEnded("not signed in");
      this.keep(next);
      return next;
    } catch (error) {
      if (error instanceof SessionEnded && this.tokens === current) this.forget();
      throw error;
    }
  }

  private keep(tokens: TokenSet): void {
    this.tokens = tokens;
    this.change({ claims: tokens.claims });
  }

  private forget(): void {
    this.tokens = null;
    this.change({ claims: null });
  }

  private change(part: Partial<AuthState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}
