/** The other pages, in words and for everybody. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { Tab } from "./tab";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("/dashboard", () => {
  it("tells who, how and when, from the API and the verified ID token", async () => {
    await new Tab().signIn();
    await screen.findByText("Ada Lovelace");
    expect(document.querySelector("#email")?.textContent).toBe("ada@example.org");
    expect(document.querySelector("#auth-time time")?.getAttribute("datetime")).toMatch(/^20/);
    expect(document.querySelector("#second-factor-status")?.textContent).toContain("by e-mail only");
  });

  it.each([
    ["totp", "Password and a code from your authenticator app"],
    ["recovery", "Password and a recovery code"],
    [null, "Password and your authenticator app or a recovery code"], // an older sign-in
  ])("names what a sign-in was made with: %s", async (factor, words) => {
    const tab = new Tab();
    Object.assign(tab.op.api.sessions[0] ?? {}, { factor });
    await tab.signIn();
    await screen.findByText(words);
  });

  it("counts browsers anew after one was signed out", async () => {
    const tab = new Tab();
    await tab.signIn();
    await screen.findByText("You are signed in with 2 browsers.");
    await userEvent.click(screen.getByRole("link", { name: "See your browsers" }));
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    await screen.findByText("You are signed in nowhere else.");
    await userEvent.click(screen.getByRole("link", { name: "Overview" }));
    await screen.findByText("You are signed in with 1 browser.");
  });

  it("counts them anew when one comes back from another window", async () => {
    const tab = new Tab();
    await tab.signIn();
    await screen.findByText("You are signed in with 2 browsers.");
    tab.op.api.sessions = tab.op.api.sessions.filter(({ current }) => current);
    window.dispatchEvent(new Event("focus"));
    await screen.findByText("You are signed in with 1 browser.");
  });

  it("is closed to a sign-in without a second factor, and offers the way", async () => {
    const tab = new Tab();
    tab.op.acr = "1fa";
    await tab.signIn();
    await heading("One more step");
    expect(new Set(tab.op.api.calls)).toEqual(new Set(["GET /me"])); // for the menu
    await userEvent.click(screen.getByRole("button", { name: "Confirm it's you" }));
    expect((await tab.request()).searchParams.get("acr_values")).toBe("mfa 2fa-email");
  });
});

describe("/logout", () => {
  it("leaves for the provider, and the start page says so on return", async () => {
    const tab = new Tab();
    await tab.signIn();
    await userEvent.click(screen.getByRole("link", { name: "Sign out" }));
    const request = await tab.request();
    expect(tab.op.count("/oauth2/revoke")).toBe(1);
    await tab.open(`/?state=${request.searchParams.get("state")}`);
    await heading("You are signed out");
    expect(window.location.search).toBe("");
    await tab.open(`/?state=${request.searchParams.get("state")}`);
    await heading("One account for all your apps");
  });
});

describe("every page", () => {
  const PAGES = [
    "/",
    "/dashboard",
    "/security",
    "/sessions",
    "/activity",
    "/apps",
    "/profile",
    "/password",
    "/email",
    "/data",
    "/mfa-setup",
    "/mfa-verify?confirmed=1",
    "/nowhere",
  ];

  it.each(PAGES)("%s passes axe, names itself, and moves focus to its heading", async (path) => {
    const tab = new Tab();
    await tab.signIn(path);
    await waitFor(() => expect(screen.queryByText("Loading…")).toBeNull());
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const h1 = screen.getByRole("heading", { level: 1 });
    expect(document.title).toBe(`${h1.textContent} – Gatehouse`);
    expect(document.activeElement).toBe(h1);
  });

  it("has a title of its own", async () => {
    const titles = new Set<string>();
    const tab = new Tab();
    for (const path of PAGES) {
      await tab.signIn(path);
      titles.add(document.title);
    }
    expect(titles.size).toBe(PAGES.length);
  });
});
