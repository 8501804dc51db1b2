/** What happened, day by day. */
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { byDay, dayWords } from "../src/pages/activity/words";
import { problem } from "./account-api";
import { Tab } from "./tab";

describe("/activity", () => {
  it("tells what, by which proof, for which app, from where, and what is new", async () => {
    await new Tab().signIn("/activity");
    await screen.findByText("Wrong code entered");
    const [first, second] = screen.getAllByRole("listitem").slice(-2);
    expect(first?.textContent).toContain("Signed inNew browser");
    expect(first?.textContent).toContain("Authenticator app · For Demo app");
    expect(first?.textContent).toContain("Firefox on Linux · Berlin, Germany · 192.0.2.7");
    expect(second?.textContent).toContain("Wrong code entered");
    expect(second?.getAttribute("data-outcome")).toBe("refused");
  });

  it("goes further back on request, and keeps what is there when that fails", async () => {
    const tab = new Tab();
    await tab.signIn("/activity");
    const earlier = await screen.findByRole("button", { name: "Show earlier activity" });
    tab.op.api.answers["GET /me/activity"] = () => problem(503, { title: "x" });
    await userEvent.click(earlier);
    expect((await screen.findByRole("alert")).textContent).toContain("Something went wrong on the server.");
    expect(screen.getByText("Wrong code entered")).toBeTruthy();
    tab.op.api.answers = {};
    await userEvent.click(earlier);
    await screen.findByText("Account created");
    expect(screen.queryByRole("button", { name: "Show earlier activity" })).toBeNull();
  });

  it("says so when there is nothing", async () => {
    const tab = new Tab();
    tab.op.api.activity = [];
    await tab.signIn("/activity");
    await screen.findByText("Nothing has happened yet.");
  });

  it("groups by the days of the person", () => {
    const now = new Date(2026, 10, 12, 0, 30);
    const words = (...date: [number, number, number, number]) => dayWords(new Date(...date), now, "en");
    expect(words(2026, 10, 12, 0)).toBe("Today");
    expect(words(2026, 10, 11, 23)).toBe("Yesterday");
    expect(words(2026, 10, 10, 23)).toContain("November 10");
    expect(byDay([])).toEqual([]);
  });
});

describe("This wasn't me", () => {
  const deny = async (kind: string) => {
    const name = new RegExp(`^This wasn't me: ${kind}`);
    await userEvent.click(await screen.findByRole("button", { name }));
    const question = screen.getByRole("dialog");
    expect(question.textContent).toContain("Firefox on Linux");
    await userEvent.click(within(question).getByRole("button", { name: "It wasn't me" }));
    await screen.findByRole("heading", { level: 1, name: "Change your password" });
  };

  it("of a sign-in by a recovery code leads to a new password and to new codes", async () => {
    const tab = new Tab();
    tab.op.api.totp = true;
    for (const entry of tab.op.api.activity) entry.factor = "recovery";
    await tab.signIn("/activity");
    await deny("Signed in");
    expect(document.querySelector("#denied")?.textContent).toContain("somebody may have the whole list");
    await userEvent.type(screen.getByLabelText("Current password"), "the old one");
    await userEvent.type(screen.getByLabelText("New password"), "a new row of words");
    await userEvent.click(screen.getByRole("button", { name: "Save the new password" }));
    await userEvent.click(await screen.findByRole("link", { name: "Make new recovery codes" }));
    await screen.findByRole("dialog", { name: "Make new recovery codes?" });
  });

  it("of a wrong code leads to a new password: whoever typed it knows the old one", async () => {
    const tab = new Tab();
    await tab.signIn("/activity");
    await deny("Wrong code entered");
    expect(document.querySelector("#denied")?.textContent).toContain("Somebody knows your password");
    expect(tab.op.api.calls).not.toContain("POST /me/activity/not-me");
  });
});

describe("/apps", () => {
  it("shows what an app may do and takes its access back at once", async () => {
    const tab = new Tab();
    await tab.signIn("/apps");
    const region = await screen.findByRole("region", { name: "Demo app" });
    expect(region.textContent).toContain("See your e-mail address");
    expect(region.textContent).toContain("Stays connected when you are signed out.");
    await userEvent.click(within(region).getByRole("button", { name: "Remove the access of Demo app" }));
    const question = screen.getByRole("dialog", { name: "Remove the access of Demo app?" });
    await userEvent.click(within(question).getByRole("button", { name: "Remove access" }));
    await screen.findByText("Access removed: Demo app");
    expect(tab.op.api.calls).toContain("DELETE /me/apps/demo");
  });

  it("does not offer to saw off the branch it sits on", async () => {
    await new Tab().signIn("/apps");
    const region = await screen.findByRole("region", { name: "Gatehouse account" });
    expect(within(region).queryByRole("button")).toBeNull();
    expect(region.textContent).toContain("You are using it right now.");
  });

  it("changes nothing when the question is left", async () => {
    const tab = new Tab();
    await tab.signIn("/apps");
    await userEvent.click(await screen.findByRole("button", { name: "Remove the access of Demo app" }));
    expect(document.activeElement?.textContent).toBe("Cancel"); // the first key pressed removes nothing
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(tab.op.api.calls.join()).not.toContain("DELETE");
  });

  it("says so when there is none", async () => {
    const tab = new Tab();
    tab.op.api.apps = [];
    await tab.signIn("/apps");
    await screen.findByText("No app has access to your account.");
  });
});
