/** Where I am signed in, and ending it elsewhere. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { problem, STEP_UP } from "./account-api";
import { Tab } from "./tab";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("/sessions", () => {
  it("signs one other browser out, and says so", async () => {
    const tab = new Tab();
    await tab.signIn("/sessions");
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    await screen.findByText("Signed out: Chrome on Android");
    await waitFor(() =>
      expect(screen.queryByRole("button", { name: "Sign out Chrome on Android" })).toBeNull(),
    );
    expect(screen.getByText("This browser")).toBeTruthy();
  });

  it("says what it means when a stranger was signed out, and what to do", async () => {
    await new Tab().signIn("/sessions");
    expect(screen.queryByText(/somebody knows your password/)).toBeNull();
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    await screen.findByText(/somebody knows your password/);
    expect(screen.getByRole("link", { name: "Change your password" }).getAttribute("href")).toBe("/password");
  });

  it("says by which proof each was signed in", async () => {
    const tab = new Tab();
    Object.assign(tab.op.api.sessions[1] ?? {}, { factor: "recovery" });
    await tab.signIn("/sessions");
    await screen.findByText("Authenticator app");
    await screen.findByText("Recovery code");
  });

  it("names every app that was opened by the sign-in", async () => {
    const tab = new Tab();
    const apps = ["Demo app", "Gatehouse account"].map((name) => ({ client_id: name, name }));
    Object.assign(tab.op.api.sessions[1] ?? {}, { apps });
    await tab.signIn("/sessions");
    await screen.findByText("Apps: Demo app, Gatehouse account");
  });

  it("signs all other browsers out", async () => {
    const tab = new Tab();
    await tab.signIn("/sessions");
    await userEvent.click(await screen.findByRole("button", { name: "Sign out everywhere else" }));
    const question = screen.getByRole("dialog", { name: "Sign out everywhere else?" });
    await userEvent.click(within(question).getByRole("button", { name: "Sign out everywhere else" }));
    await screen.findByText("Signed out in 1 other browser");
  });

  it("goes on by itself after a step-up, once", async () => {
    const tab = new Tab();
    await tab.signIn("/sessions");
    const call = "DELETE /me/sessions/s2";
    tab.op.api.answers[call] = () =>
      problem(401, { title: "Sign in again" }, { "WWW-Authenticate": STEP_UP });
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    const request = await tab.request();
    tab.op.api.answers = {};
    await tab.open(tab.op.authorize(request));
    await screen.findByText("Signed out: Chrome on Android");
    expect(tab.op.api.calls.filter((one) => one === call)).toHaveLength(2);
  });

  it("leaves it when somebody else comes back from the step-up", async () => {
    const tab = new Tab();
    await tab.signIn("/sessions");
    const call = "DELETE /me/sessions/s2";
    tab.op.api.answers[call] = () =>
      problem(401, { title: "Sign in again" }, { "WWW-Authenticate": STEP_UP });
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    const request = await tab.request();
    tab.op.api.answers = {};
    tab.op.faults.sub = "sub-of-eve";
    await tab.open(tab.op.authorize(request));
    await screen.findByRole("button", { name: "Sign out Chrome on Android" });
    await new Promise((resolve) => setTimeout(resolve, 50));
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
    await tab.signIn("/sessions");
    await userEvent.click(await screen.findByRole("button", { name: "Sign out Chrome on Android" }));
    expect((await screen.findByRole("alert")).textContent).toContain(words);
  });

  it("shows the signed-out state when the session was ended elsewhere", async () => {
    const tab = new Tab();
    await tab.signIn("/sessions");
    const button = await screen.findByRole("button", { name: "Sign out everywhere else" });
    tab.op.endSession();
    await userEvent.click(button);
    await userEvent.click(
      within(screen.getByRole("dialog")).getByRole("button", { name: "Sign out everywhere else" }),
    );
    await tab.open(tab.op.authorize(await tab.request(), { error: "login_required" }));
    await heading("You are signed out");
  });
});
