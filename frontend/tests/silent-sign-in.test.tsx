/** After a reload: one silent try, never a loop. */
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { answerOtherTabs } from "../src/auth/other-tabs";
import { MemoryApi } from "./account-api";
import { Tab } from "./tab";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("the front page in a new tab", () => {
  it("finds out from another tab that somebody is signed in, and signs in silently", async () => {
    const other = answerOtherTabs(() => true);
    const tab = new Tab();
    await tab.open("/");
    const request = await tab.request();
    expect(request.searchParams.get("prompt")).toBe("none");
    await tab.open(tab.op.authorize(request));
    await screen.findByText("Signed in as ada@example.org");
    other();
  });

  it("sends nobody around while no tab says so, and nobody a second time who was not found", async () => {
    const other = answerOtherTabs(() => false);
    const tab = new Tab();
    await tab.open("/");
    await heading("One account for all your apps");
    other();
    const mistaken = answerOtherTabs(() => true);
    expect(tab.left).toHaveLength(0);
    await tab.open("/");
    await tab.open(tab.op.authorize(await tab.request(), { error: "login_required" }));
    await heading("One account for all your apps");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(tab.left).toHaveLength(0);
    mistaken();
  });
});

describe("a protected page without tokens", () => {
  it("asks the provider silently, once in StrictMode, and comes back signed in", async () => {
    const tab = new Tab();
    await tab.open("/dashboard?x=1");
    await heading("Taking you to sign in");
    const request = await tab.request();
    expect(request.searchParams.get("prompt")).toBe("none");
    await tab.open(tab.op.authorize(request));
    await heading("Overview");
    expect(window.location.search).toBe("?x=1");
    expect(tab.left).toHaveLength(0);
  });

  it.each(["login_required", "interaction_required", "consent_required"])(
    "shows a sign-in button after %s and does not ask again on reload",
    async (error) => {
      const tab = new Tab();
      await tab.open("/dashboard");
      await tab.open(tab.op.authorize(await tab.request(), { error }));
      await heading("You are signed out");
      const link = screen.getByRole("main").querySelector("a");
      expect(link?.getAttribute("href")).toBe("/login?return_to=%2Fdashboard");
      await tab.open("/dashboard");
      await heading("You are signed out");
      expect(tab.left).toHaveLength(0);
    },
  );

  it("tries again a minute later", async () => {
    const tab = new Tab();
    await tab.open("/dashboard");
    await tab.open(tab.op.authorize(await tab.request(), { error: "login_required" }));
    vi.setSystemTime(Date.now() + 61_000);
    try {
      await tab.open("/dashboard");
      expect((await tab.request()).searchParams.get("prompt")).toBe("none");
    } finally {
      vi.useRealTimers();
    }
  });

  it("survives any number of reloads while signed in", async () => {
    const tab = new Tab();
    await tab.signIn();
    for (let times = 0; times < 4; times++) {
      await tab.open("/dashboard");
      await tab.open(tab.op.authorize(await tab.request()));
      await heading("Overview");
    }
  });

  it("does not loop when the API refuses what the provider gives", async () => {
    const tab = new Tab();
    tab.op.api = new MemoryApi(() => "none is valid");
    await tab.open("/dashboard");
    await tab.open(tab.op.authorize(await tab.request()));
    await heading("You are signed out");
    await tab.open("/dashboard");
    await heading("You are signed out");
    expect(tab.left).toHaveLength(0);
  });

  it("explains any other refusal instead of asking again", async () => {
    const tab = new Tab();
    await tab.open("/dashboard");
    await tab.open(tab.op.authorize(await tab.request(), { error: "server_error" }));
    await heading("We could not sign you in");
    expect(screen.getByText("server_error")).toBeTruthy();
    expect(tab.left).toHaveLength(0);
  });
});

describe("redirecting pages", () => {
  it.each([
    ["/login?return_to=%2Fmfa-setup", null, "/mfa-setup"],
    ["/login?return_to=https%3A%2F%2Fevil.example", null, "/dashboard"],
    ["/login?return_to=%2F%2Fevil.example", null, "/dashboard"],
    ["/register", "create", "/dashboard"],
  ])("%s leaves once with prompt %s", async (path, prompt, page) => {
    const tab = new Tab();
    await tab.open(path);
    const request = await tab.request();
    expect(request.searchParams.get("prompt")).toBe(prompt);
    await tab.open(tab.op.authorize(request));
    expect(window.location.pathname).toBe(page);
  });

  it("/login is skipped by whoever is signed in", async () => {
    const tab = new Tab();
    await tab.signIn("/");
    await heading("One account for all your apps");
    await screen.findByText("Signed in as ada@example.org");
    await userEvent.click(screen.getByRole("link", { name: "Go to your account" }));
    await heading("Overview");
    expect(tab.left).toHaveLength(0);
  });
});
