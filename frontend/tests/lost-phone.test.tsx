/** A recovery code was used: the way to a new phone, step by step, and what else is not left unsaid about the codes. */
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { lostSince } from "../src/pages/security/lost";
import { Tab } from "./tab";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

function lost(): Tab {
  const tab = new Tab();
  Object.assign(tab.op.api, { totp: true, codeUsedAt: "2026-11-02T10:00:00Z" });
  return tab;
}

describe("after a recovery code", () => {
  it("says so on the overview and leads to a new phone", async () => {
    await lost().signIn("/dashboard");
    expect((await screen.findByText(/A recovery code was used:/)).textContent).toContain("9 are left.");
    await userEvent.click(screen.getByRole("link", { name: "Replace my phone" }));
    await heading("Replace a lost phone");
  });

  it("first adds the new app: nothing is removed and no codes are made before", async () => {
    await lost().signIn("/lost-phone");
    await screen.findByRole("link", { name: "Add an authenticator app" });
    expect(screen.queryByRole("button", { name: /^Remove|Make new codes/ })).toBeNull();
    expect(screen.getAllByText("Comes after the step before.")).toHaveLength(2);
  });

  it("then removes the lost one, and only that, and ends with new codes", async () => {
    const tab = lost();
    tab.op.api.second = true;
    await tab.signIn("/lost-phone");
    expect(screen.queryByRole("button", { name: "Remove New phone" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Make new codes" })).toBeNull();
    await press("Remove My phone");
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Remove" }));
    await press("Make new codes");
    await heading("Save your recovery codes");
    await userEvent.click(screen.getByLabelText("I have saved these codes"));
    await press("Continue");
    await heading("Your phone is replaced");
    expect(tab.op.api.calls).toContain("POST /me/recovery-codes/saved");
  });

  it("reminds who adds an app that the one before still works", async () => {
    const tab = lost();
    await tab.signIn("/mfa-setup");
    await press("Continue");
    tab.op.api.answers["POST /me/authenticators/totp/t1/confirm"] = () =>
      new Response(JSON.stringify({ authenticator: {}, recovery_codes: [] }), { status: 200 });
    tab.op.api.second = true;
    await userEvent.type(await screen.findByLabelText("Code from your authenticator app"), "123456{Enter}");
    await heading("Your authenticator app is ready");
    await screen.findByText(/The app on your old phone still works/);
    expect(screen.getByRole("link", { name: "Go on" }).getAttribute("href")).toBe("/lost-phone");
  });

  it("says nothing once the phone was used again", () => {
    const app = { id: "a", type: "totp", label: "", created_at: "2026-11-01T10:00:00Z" } as const;
    const ids = (last_used_at: string | null, used_at: string | null) =>
      lostSince(used_at, [{ ...app, last_used_at }]).length;
    expect(ids(null, "2026-11-02T10:00:00Z")).toBe(1);
    expect(ids("2026-11-01T20:00:00Z", "2026-11-02T10:00:00Z")).toBe(1);
    expect(ids("2026-11-02T20:00:00Z", "2026-11-02T10:00:00Z")).toBe(0);
    expect(ids(null, null)).toBe(0);
  });
});

describe("codes that nobody said to have kept", () => {
  it("are named so on the security page, where one can say it", async () => {
    const tab = new Tab();
    Object.assign(tab.op.api, { totp: true, saved: false });
    await tab.signIn("/security");
    await screen.findByText(/You have not told us yet that you saved these codes/);
    await press("I have saved these codes");
    await screen.findByText("10 recovery codes left");
    expect(screen.queryByText(/You have not told us yet/)).toBeNull();
  });
});
