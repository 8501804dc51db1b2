/** What people say about themselves, and taking it all along. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { problem } from "./account-api";
import { Tab } from "./tab";

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

describe("/profile", () => {
  it("shows what is known, sends the whole, and says that it is saved", async () => {
    const tab = new Tab();
    await tab.signIn("/profile");
    const nickname = await screen.findByLabelText<HTMLInputElement>("Nickname");
    expect(nickname.value).toBe("Countess");
    expect(screen.getByLabelText<HTMLInputElement>("Country").value).toBe("England");
    await userEvent.clear(nickname);
    await userEvent.type(screen.getByLabelText("First name"), "Ada");
    await userEvent.type(screen.getByLabelText("Username"), ".l");
    await press("Save");
    await screen.findByText("Your profile is saved");
    expect(tab.op.api.bodies[0]).toMatchObject({
      name: "Ada Lovelace",
      claims: {
        given_name: "Ada",
        nickname: null,
        preferred_username: "ada.l",
        address: { country: "England", region: null },
      },
    });
    await userEvent.type(screen.getByLabelText("First name"), "!");
    expect(screen.queryByText("Your profile is saved")).toBeNull();
  });

  it("keeps what was typed when it is refused, names the field and focuses it", async () => {
    const tab = new Tab();
    tab.op.api.answers["PATCH /me"] = () =>
      problem(422, { title: "x", errors: { "address.country": ["Too long."] } });
    await tab.signIn("/profile");
    await userEvent.type(await screen.findByLabelText("Town"), "London");
    await press("Save");
    await screen.findByText("Too long.");
    expect(document.activeElement).toBe(screen.getByLabelText("Country"));
    expect(screen.getByLabelText<HTMLInputElement>("Town").value).toBe("London");
    await waitFor(() => expect(document.title).toMatch(/^Error: /));
  });
});

describe("/activity: this wasn't me", () => {
  it("ends that sign-in and leads to a new password", async () => {
    const tab = new Tab();
    await tab.signIn("/activity");
    await userEvent.click(await screen.findByRole("button", { name: /^This wasn't me: Signed in/ }));
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "It wasn't me" }));
    await screen.findByRole("heading", { level: 1, name: "Change your password" });
    expect(tab.op.api.bodies).toEqual([{ reference: "E1" }]);
    expect(document.querySelector("#denied")?.textContent).toContain("That browser is signed out.");
  });
});

describe("/data", () => {
  it("gives a file", async () => {
    const address = vi.fn(() => "blob:x");
    Object.assign(URL, { createObjectURL: address, revokeObjectURL: vi.fn() });
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    await new Tab().signIn("/data");
    await screen.findByRole("heading", { name: "Download your data" });
    await press("Download");
    await screen.findByText(/^Your data is downloaded/);
    expect(address).toHaveBeenCalledOnce();
    expect(click).toHaveBeenCalledOnce();
  });

  it("deletes after a question, forgets the tokens and tells the day", async () => {
    const tab = new Tab();
    await tab.signIn("/data");
    await screen.findByRole("heading", { name: "Delete your account" });
    await press("Delete my account");
    await userEvent.click(
      within(screen.getByRole("dialog")).getByRole("button", { name: "Delete my account" }),
    );
    expect((await screen.findByRole("status")).textContent).toMatch(/will be deleted on .*2026/);
    await screen.findByRole("heading", { level: 1, name: "You are signed out" });
    expect(tab.auth.state.claims).toBeNull();
  });

  it("lets keep the account until that day, wherever the person comes in", async () => {
    const tab = new Tab();
    tab.op.api.changed = { deletion_at: "2026-12-09T10:00:00Z" };
    await tab.signIn("/dashboard");
    await screen.findByRole("heading", { name: "Your account will be deleted" });
    await press("Keep my account");
    await waitFor(() =>
      expect(screen.queryByRole("heading", { name: "Your account will be deleted" })).toBeNull(),
    );
    expect(tab.op.api.calls).toContain("DELETE /me/deletion");
  });
});
