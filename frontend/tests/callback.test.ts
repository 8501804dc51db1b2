/** The authorization response: what is accepted, and everything that is not. */
import { describe, expect, it, vi } from "vitest";
import type { Arrival } from "../src/auth/callback";
import type { Faults } from "./op";
import { stored, Tab } from "./tab";

async function begin(tab: Tab, path = "/dashboard"): Promise<URL> {
  const auth = await tab.load("/");
  void auth.signIn({ purpose: "sign-in", return_path: path });
  return tab.request();
}

async function arrive(tab: Tab, url: URL): Promise<Arrival | null> {
  return (await tab.load(url)).arrival;
}

describe("the authorization request", () => {
  it("carries PKCE S256, state, nonce, scopes and resource", async () => {
    const { searchParams: asked, origin, pathname } = await begin(new Tab());
    expect(origin + pathname).toBe("http://localhost:8000/oauth2/authorize");
    expect(Object.fromEntries(asked)).toMatchObject({
      client_id: "app",
      response_type: "code",
      redirect_uri: "http://localhost:5173/callback",
      scope: "openid profile email account:read account:write",
      resource: "http://localhost:8000/api",
      code_challenge_method: "S256",
    });
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    }
  });
});

describe("a good callback", () => {
  it("signs in, returns to the page and leaves no code in the address or the history", async () => {
    const tab = new Tab();
    const arrival = await arrive(tab, tab.op.authorize(await begin(tab, "/dashboard?tab=1")));
    expect(arrival?.kind).toBe("signed-in");
    expect(tab.auth.state.claims?.sub).toBe("sub-of-ada");
    expect(window.location.pathname + window.location.search).toBe("/dashboard?tab=1");
  });

  it("sends the resource and the verifier to the token endpoint and keeps neither", async () => {
    const tab = new Tab();
    await arrive(tab, tab.op.authorize(await begin(tab)));
    const { body } = tab.op.requests[0] ?? {};
    expect(body?.get("resource")).toBe("http://localhost:8000/api");
    expect(stored()).not.toContain(body?.get("code_verifier"));
  });

  it("puts no token into any storage, cookie, history state or address", async () => {
    const tab = new Tab();
    await arrive(tab, tab.op.authorize(await begin(tab)));
    expect(await tab.auth.accessToken()).toMatch(/^secret-access/);
    expect(stored()).not.toMatch(/secret-|eyJ|code-1/);
    expect(Object.keys(JSON.parse(Object.values(sessionStorage).join()) as object)).toEqual([
      "purpose",
      "return_path",
      "started_at",
    ]);
  });

  it("lets two tabs of one storage finish in any order", async () => {
    const tab = new Tab();
    const first = tab.op.authorize(await begin(tab, "/dashboard?n=1"));
    const second = tab.op.authorize(await begin(tab, "/dashboard?n=2"));
    expect((await arrive(tab, second))?.kind).toBe("signed-in");
    expect(window.location.search).toBe("?n=2");
    expect((await arrive(tab, first))?.kind).toBe("signed-in");
    expect(window.location.search).toBe("?n=1");
  });
});

describe("a callback that must be refused", () => {
  const refused = async (tab: Tab, url: URL) => {
    const arrival = await arrive(tab, url);
    expect(arrival?.kind).toBe("failed");
    expect(tab.auth.state.claims).toBeNull();
    await expect(tab.auth.accessToken()).rejects.toThrow();
    expect(window.location.href).toBe("http://localhost:5173/callback");
    return arrival as Extract<Arrival, { kind: "failed" }>;
  };

  it("with a state that this browser never made", async () => {
    const tab = new Tab();
    const url = tab.op.authorize(await begin(tab));
    url.searchParams.set("state", "A".repeat(43));
    expect(await refused(tab, url)).toMatchObject({ reason: "unknown" });
    expect(tab.op.count("/oauth2/token")).toBe(0);
  });

  it("with no state, and with two", async () => {
    const tab = new Tab();
    const url = tab.op.authorize(await begin(tab));
    const twice = new URL(url);
    twice.searchParams.append("state", twice.searchParams.get("state") ?? "");
    expect(await refused(tab, twice)).toMatchObject({ reason: "unknown" });
    url.searchParams.delete("state");
    expect(await refused(tab, url)).toMatchObject({ reason: "unknown" });
    expect(tab.op.count("/oauth2/token")).toBe(0);
  });

  it("when replayed: it signs nobody in, asks the token endpoint nothing, and is back where it led", async () => {
    const tab = new Tab();
    const url = tab.op.authorize(await begin(tab, "/sessions"));
    await arrive(tab, url);
    expect(await arrive(tab, url)).toEqual({ kind: "back", return_path: "/sessions" });
    expect(tab.auth.state.claims).toBeNull();
    expect(window.location.href).toBe("http://localhost:5173/sessions");
    expect(tab.op.count("/oauth2/token")).toBe(1);
  });

  it("with another issuer, and with none (RFC 9207)", async () => {
    const tab = new Tab();
    tab.op.faults = { iss: "https://evil.example" };
    expect(await refused(tab, tab.op.authorize(await begin(tab)))).toMatchObject({ reason: "invalid" });
    tab.op.faults = {};
    const url = tab.op.authorize(await begin(tab));
    url.searchParams.delete("iss");
    expect(await refused(tab, url)).toMatchObject({ reason: "invalid" });
    expect(tab.op.count("/oauth2/token")).toBe(0);
  });

  it("with a code that belongs to another request of the same person (PKCE)", async () => {
    const tab = new Tab();
    const mine = tab.op.authorize(await begin(tab));
    const other = tab.op.authorize(await begin(tab));
    mine.searchParams.set("code", other.searchParams.get("code") ?? "");
    expect(await refused(tab, mine)).toMatchObject({ reason: "invalid", error: "invalid_grant" });
  });

  it.each<[string, Faults]>([
    ["signed by another key", { foreign_key: true }],
    ["not signed at all", { unsigned: true }],
    ["of another issuer", { token_iss: "https://evil.example" }],
    ["for another client", { aud: "other" }],
    ["with another nonce", { nonce: "other" }],
    ["missing", { no_id_token: true }],
  ])("with an ID token %s", async (_, faults) => {
    const tab = new Tab();
    tab.op.faults = faults;
    expect(await refused(tab, tab.op.authorize(await begin(tab)))).toMatchObject({ reason: "invalid" });
  });

  it("that says no, in the words of its error", async () => {
    const tab = new Tab();
    const url = tab.op.authorize(await begin(tab), { error: "access_denied" });
    expect(await refused(tab, url)).toMatchObject({ reason: "refused", error: "access_denied" });
  });

  it("after a day", async () => {
    const tab = new Tab();
    const url = tab.op.authorize(await begin(tab));
    vi.setSystemTime(Date.now() + 25 * 3600_000);
    try {
      expect(await refused(tab, url)).toMatchObject({ reason: "unknown" });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("max_age", () => {
  const stepUp = async (tab: Tab, max_age: number) => {
    const auth = await tab.load("/");
    void auth.signIn({ purpose: "step-up", return_path: "/dashboard", max_age });
    const request = await tab.request();
    expect(request.searchParams.get("max_age")).toBe(String(max_age));
    return arrive(tab, tab.op.authorize(request));
  };

  it("accepts a sign-in that was made for it", async () => {
    expect(await stepUp(new Tab(), 0)).toMatchObject({ kind: "signed-in" });
  });

  it("refuses an old sign-in passed off as a new one", async () => {
    const tab = new Tab();
    tab.op.faults = { auth_time_ago: 300 };
    expect(await stepUp(tab, 0)).toMatchObject({ kind: "failed", reason: "invalid" });
    expect(await stepUp(tab, 600)).toMatchObject({ kind: "signed-in" });
  });
});
