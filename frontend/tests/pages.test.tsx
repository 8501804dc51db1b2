/** The other pages, in words and for everybody. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { problem, STEP_UP } from "./account-api";
import { Tab } from "./tab";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("/dashboard", () => {
  it("tells who, how and when, from the API and the verified ID token", async () => {
    await new Tab().signIn();
    await screen.findByText("Ada Lovelace");
    expect(document.querySelector("#email")?.textContent).toBe("ada@example.org");
    expect(document.querySelector("#amr")?.textContent).toBe("Password, one-time code, more than one factor");
    expect(document.querySelector("#auth-time time")?.getAttribute("datetime")).toMatch(/^20/);
    expect(document.querySelector("#second-factor-status")?.textContent).toContain("by e-mail only");
  });

  it("is closed to a sign-in without a second factor, and offers the way", async () => {
    const tab = new Tab();
    tab.op.acr = "1fa";
    await tab.signIn();
    await heading("One more step");
    expect(tab.op.api.calls).toHaveLength(0);
    await userEvent.click(screen.getByRole("button", { name: "Confirm it's you" }));
    expect((await tab.request()).searchParams.get("acr_values")).toBe("mfa 2fa-email");
  });

  it("signs one other browser out, and says so", async () => {
    const tab = new Tab();
    await tab.signIn();
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    await screen.findByText("Signed out: Chrome on Android");
    await waitFor(() =>
      expect(screen.queryByRole("button", { name: "Sign out Chrome on Android" })).toBeNull(),
    );
    expect(screen.getByText("This browser")).toBeTruthy();
  });

  it("signs all other browsers out", async () => {
    const tab = new Tab();
    await tab.signIn();
    await userEvent.click(await screen.findByRole("button", { name: "Sign out everywhere else" }));
    await screen.findByText("Signed out in 1 other place");
  });

  it("does not repeat a revocation by itself after a step-up", async () => {
    const tab = new Tab();
    await tab.signIn();
    const call = "DELETE /me/sessions/s2";
    tab.op.api.answers[call] = () =>
      problem(401, { title: "Sign in again" }, { "WWW-Authenticate": STEP_UP });
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    const request = await tab.request();
    tab.op.api.answers = {};
    await tab.open(tab.op.authorize(request));
    await screen.findByRole("button", { name: "Sign out Chrome on Android" });
    expect(tab.op.api.calls.filter((one) => one === call)).toHaveLength(1);
  });

  it.each([
    [
      problem(403, { type: "https://gatehouse.example/problems/insufficient_scope", title: "x" }),
      "is not allowed to do that",
    ],
    [problem(429, { title: "x" }, { "Retry-After": "240" }), "Try again in 4 minutes."],
    [problem(503, { title: "x" }), "Something went wrong on the server."],
    [problem(400, { title: "Bad", errors: { handle: ["Unknown session."] } }), "Unknown session."],
    [new Response("<html>", { status: 418 }), "The server refused this."],
  ])("puts a refusal into words", async (answer, words) => {
    const tab = new Tab();
    tab.op.api.answers["DELETE /me/sessions/s2"] = () => answer;
    await tab.signIn();
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    expect((await screen.findByRole("alert")).textContent).toContain(words);
  });

  it("shows the signed-out state when the session was ended elsewhere", async () => {
    const tab = new Tab();
    await tab.signIn();
    const button = await screen.findByRole("button", { name: "Sign out everywhere else" });
    tab.op.endSession();
    await userEvent.click(button);
    await tab.open(tab.op.authorize(await tab.request(), { error: "login_required" }));
    await heading("You are signed out");
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
  const PAGES = ["/", "/dashboard", "/mfa-setup", "/mfa-verify?confirmed=1", "/nowhere"];

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
