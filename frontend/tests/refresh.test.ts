/** Refresh tokens rotate: they may be presented once, by one request at a time. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createApi, unwrap } from "../src/api/client";
import { SessionEnded } from "../src/auth/refresh";
import { maySignInSilently } from "../src/auth/silent-guard";
import { MemoryApi } from "./account-api";
import { ISSUER } from "./op";
import { stored, Tab } from "./tab";

let tab: Tab;

beforeEach(() => {
  tab = new Tab();
});

async function signIn(): Promise<void> {
  const auth = await tab.load("/");
  void auth.signIn({ purpose: "sign-in", return_path: "/dashboard" });
  await tab.load(tab.op.authorize(await tab.request()));
}

const refreshes = () => tab.op.count("/oauth2/token", "refresh_token");
const me = () => unwrap(createApi(`${ISSUER}/api/v1`, tab.auth).GET("/me"));

describe("refresh", () => {
  it("does not happen while the access token is fresh", async () => {
    await signIn();
    await me();
    expect(refreshes()).toBe(0);
  });

  it("happens once for many calls when the access token is about to expire", async () => {
    tab.op.lifetime_seconds = 10;
    await signIn();
    tab.op.lifetime_seconds = 300;
    const people = await Promise.all(Array.from({ length: 12 }, me));
    expect(new Set(people.map(({ email }) => email))).toEqual(new Set(["ada@example.org"]));
    expect(refreshes()).toBe(1);
    expect(tab.op.requests.at(-1)?.body.get("resource")).toBe(`${ISSUER}/api`);
    expect(stored()).not.toMatch(/secret-|eyJ/);
  });

  it("follows a 401 invalid_token, once for all calls in flight, and each call is made again", async () => {
    await signIn();
    tab.op.access_token = "rotated away";
    await Promise.all(Array.from({ length: 6 }, me));
    expect(refreshes()).toBe(1);
    expect(tab.op.api.calls).toHaveLength(12);
  });

  it("does not follow a late 401 for a token that was renewed in the meantime", async () => {
    await signIn();
    const old = await tab.auth.accessToken();
    const renewed = await tab.auth.replaced(old);
    expect(await tab.auth.replaced(old)).toBe(renewed);
    expect(refreshes()).toBe(1);
  });

  it("keeps the body of a call that is made again", async () => {
    await signIn();
    tab.op.access_token = "rotated away";
    const api = createApi(`${ISSUER}/api/v1`, tab.auth);
    const confirmed = await unwrap(
      api.POST("/me/authenticators/totp/{id}/confirm", {
        params: { path: { id: "t1" } },
        body: { code: "123456", label: "My phone" },
      }),
    );
    expect(confirmed.recovery_codes).toHaveLength(10);
  });

  it("ends the sign-in when even a new token is refused, and stops silent sign-in", async () => {
    await signIn();
    tab.op.api = new MemoryApi(() => "none is valid");
    await expect(me()).rejects.toBeInstanceOf(SessionEnded);
    expect(tab.op.api.calls).toHaveLength(2);
    expect(tab.auth.state.claims).toBeNull();
    expect(maySignInSilently()).toBe(false);
  });

  it("ends the sign-in when the grant is gone", async () => {
    await signIn();
    tab.op.endSession();
    await expect(me()).rejects.toBeInstanceOf(SessionEnded);
    expect(tab.auth.state.claims).toBeNull();
  });

  it("survives a lost answer by asking once more, and an outage by staying signed in", async () => {
    tab.op.lifetime_seconds = 10;
    await signIn();
    const { fetch } = tab.op;
    const faulty = vi.fn().mockRejectedValueOnce(new TypeError("network")).mockImplementation(fetch);
    vi.stubGlobal("fetch", faulty);
    await expect(me()).resolves.toMatchObject({ name: "Ada Lovelace" });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    await expect(me()).rejects.toBeInstanceOf(TypeError);
    expect(tab.auth.state.claims).not.toBeNull();
  });

  it("refuses a refreshed ID token about somebody else", async () => {
    tab.op.lifetime_seconds = 10;
    await signIn();
    tab.op.faults = { sub: "sub-of-mallory" };
    await expect(me()).rejects.toThrow("another person");
  });

  it("does not sign in again when its answer comes after a sign-out", async () => {
    tab.op.lifetime_seconds = 10;
    await signIn();
    const late = tab.auth.accessToken();
    late.catch(() => undefined);
    void tab.auth.signOut();
    await expect(late).rejects.toBeInstanceOf(SessionEnded);
    expect(tab.auth.state.claims).toBeNull();
    await expect(tab.auth.accessToken()).rejects.toBeInstanceOf(SessionEnded);
  });
});

describe("sign-out", () => {
  it("revokes the refresh token, forgets all and ends the session with a hint", async () => {
    await signIn();
    await tab.auth.signOut();
    expect(tab.op.requests.at(-1)).toMatchObject({ path: "/oauth2/revoke" });
    const { pathname, searchParams } = await tab.request();
    expect(pathname).toBe("/oauth2/logout");
    expect(searchParams.get("id_token_hint")).toMatch(/^eyJ/);
    expect(searchParams.get("post_logout_redirect_uri")).toBe("http://localhost:5173/");
    expect(searchParams.get("state")).toMatch(/^[\w-]{43}$/);
    await expect(tab.auth.accessToken()).rejects.toBeInstanceOf(SessionEnded);
  });

  it("goes on when revocation cannot be reached", async () => {
    await signIn();
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    await tab.auth.signOut();
    expect((await tab.request()).pathname).toBe("/oauth2/logout");
  });
});

describe("after the sign-out", () => {
  it("nothing reachable from the app holds a token any more", async () => {
    await signIn();
    await tab.auth.signOut();
    tab.left = [];
    expect(JSON.stringify(reachable(tab.auth))).not.toMatch(/secret-|eyJ/);
  });
});

/** All fields, as plain data. */
function reachable(auth: Tab["auth"]): unknown[] {
  return Object.values(auth).map((value: unknown) => (value instanceof Set ? [...value] : value));
}
