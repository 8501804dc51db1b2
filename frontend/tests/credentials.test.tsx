/** Password, address, e-mail codes, authenticators: what is sent, what is kept, what is said. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { CODES, problem, STEP_UP } from "./account-api";
import { stored, Tab } from "./tab";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const stepUp = () => problem(401, { title: "Sign in again" }, { "WWW-Authenticate": STEP_UP });

describe("/password", () => {
  const type = async (current: string, password: string) => {
    await userEvent.type(await screen.findByLabelText("Current password"), current);
    await userEvent.type(screen.getByLabelText("New password"), password);
    await press("Save the new password");
  };

  it("sends both and tells what follows", async () => {
    const tab = new Tab();
    await tab.signIn("/password");
    await type("old words", "new words");
    await heading("Your password is changed");
    expect(tab.op.api.bodies).toEqual([{ current_password: "old words", password: "new words" }]);
  });

  it("names the field that was refused, focuses it and says so in the title", async () => {
    const tab = new Tab();
    tab.op.api.answers["POST /me/password"] = () =>
      problem(422, { title: "x", errors: { current_password: ["That is not your password."] } });
    await tab.signIn("/password");
    await type("wrong", "new words");
    const message = await screen.findByText("That is not your password.");
    const field = screen.getByLabelText("Current password");
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute("aria-describedby")).toContain(message.id);
    await waitFor(() => expect(document.title).toMatch(/^Error: /));
  });

  it("asks who it is before the typing when the sign-in is old", async () => {
    const tab = new Tab();
    tab.op.faults.auth_time_ago = 400;
    await tab.signIn("/password");
    const request = await tab.request();
    expect(request.searchParams.get("max_age")).toBe("300");
    expect(request.searchParams.get("acr_values")).toBe("2fa-email");
    tab.op.faults = {};
    await tab.open(tab.op.authorize(request));
    await screen.findByLabelText("New password");
  });

  it("keeps no password when the step-up comes in the middle", async () => {
    const tab = new Tab();
    tab.op.api.answers["POST /me/password"] = stepUp;
    await tab.signIn("/password");
    await type("old words", "new words");
    const request = await tab.request();
    expect(stored()).not.toContain("words");
    tab.op.api.answers = {};
    await tab.open(tab.op.authorize(request));
    await screen.findByText(/Type both passwords again/);
    expect(screen.getByLabelText<HTMLInputElement>("New password").value).toBe("");
    expect(tab.op.api.bodies).toEqual([]);
  });

  it("shows what is typed on request", async () => {
    await new Tab().signIn("/password");
    const field = await screen.findByLabelText("New password");
    expect(field.getAttribute("type")).toBe("password");
    const [, show] = screen.getAllByLabelText("Show password");
    await userEvent.click(show as HTMLElement);
    expect(field.getAttribute("type")).toBe("text");
  });
});

describe("/email", () => {
  it("sends a code to the new address and takes it", async () => {
    const tab = new Tab();
    await tab.signIn("/email");
    await userEvent.type(await screen.findByLabelText("New e-mail address"), "countess@example.org");
    await press("Send the code");
    await heading("Check your new mailbox");
    await userEvent.type(screen.getByLabelText("Code from the mail"), "123 456{Enter}");
    await heading("Your e-mail address is changed");
    expect(tab.op.api.bodies).toEqual([{ email: "countess@example.org" }, { code: "123 456" }]);
  });

  it("goes on with the address after a step-up", async () => {
    const tab = new Tab();
    tab.op.api.answers["POST /me/email"] = stepUp;
    await tab.signIn("/email");
    await userEvent.type(await screen.findByLabelText("New e-mail address"), "countess@example.org");
    await press("Send the code");
    const request = await tab.request();
    tab.op.api.answers = {};
    await tab.open(tab.op.authorize(request));
    await heading("Check your new mailbox");
    expect(tab.op.api.bodies).toEqual([{ email: "countess@example.org" }]);
  });

  it("empties the field after a wrong code, and lets correct the address", async () => {
    const tab = new Tab();
    tab.op.api.answers["POST /me/email/confirm"] = () =>
      problem(422, { title: "x", errors: { code: ["That code is not right."] }, attempts_left: 1 });
    await tab.signIn("/email");
    await userEvent.type(await screen.findByLabelText("New e-mail address"), "countess@example.org");
    await press("Send the code");
    await userEvent.type(await screen.findByLabelText("Code from the mail"), "000000{Enter}");
    await screen.findByText("That code is not right. 1 attempt left.");
    const field = screen.getByLabelText<HTMLInputElement>("Code from the mail");
    expect(field.value).toBe("");
    expect(document.activeElement).toBe(field);
    await press("Use another address");
    expect((await screen.findByLabelText<HTMLInputElement>("New e-mail address")).value).toBe(
      "countess@example.org",
    );
  });
});

describe("/security", () => {
  const withApp = async (tab = new Tab()) => {
    tab.op.api.totp = true;
    await tab.signIn("/security");
    await screen.findByText("My phone");
    return tab;
  };

  it("switches codes by e-mail off after a step-up, without another press", async () => {
    const tab = await withApp();
    tab.op.api.answers["PUT /me/email-code"] = stepUp;
    await press("Switch off");
    const request = await tab.request();
    tab.op.api.answers = {};
    await tab.open(tab.op.authorize(request));
    await screen.findByText("Codes by e-mail are off");
    expect(tab.op.api.bodies).toEqual([{ enabled: false }]);
    expect(screen.getByRole("button", { name: "Switch on" })).toBeTruthy();
  });

  it("offers no switch where there is no choice", async () => {
    await new Tab().signIn("/security");
    await heading("Security");
    await screen.findByText("You get them with your first authenticator app.");
    expect(screen.queryByText("Codes by e-mail")).toBeNull();
  });

  it("shows a new name at once and takes it back when it is refused", async () => {
    const tab = await withApp();
    await press("Rename My phone");
    const field = screen.getByLabelText("Name of this authenticator app");
    expect(document.activeElement).toBe(field);
    await userEvent.clear(field);
    await userEvent.type(field, "Tablet{Enter}");
    await screen.findByRole("button", { name: "Rename Tablet" });
    tab.op.api.answers["PATCH /me/authenticators/t1"] = () => problem(503, { title: "x" });
    await press("Rename Tablet");
    await userEvent.type(screen.getByLabelText("Name of this authenticator app"), "X{Enter}");
    await screen.findByRole("alert");
    await press("Cancel");
    await screen.findByRole("button", { name: "Rename Tablet" });
  });

  it("removes an app after a question that tells what goes with it", async () => {
    await withApp();
    await press("Remove My phone");
    const question = screen.getByRole("dialog", { name: "Remove My phone?" });
    expect(question.textContent).toContain("your recovery codes go with it");
    await userEvent.click(within(question).getByRole("button", { name: "Remove" }));
    await screen.findByText("Removed: My phone");
  });

  it("does not offer to remove the last app where one is required", async () => {
    const tab = new Tab();
    tab.op.api.required = true;
    await withApp(tab);
    expect(screen.queryByRole("button", { name: "Remove My phone" })).toBeNull();
    await screen.findByText(/An app is required here/);
  });

  it("makes new recovery codes after a question and shows them once", async () => {
    await withApp();
    await press("Make new codes");
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Make new codes" }));
    await heading("Save your recovery codes");
    expect(screen.getByText(CODES[0] as string)).toBeTruthy();
    await userEvent.click(screen.getByLabelText("I have saved these codes"));
    await press("Continue");
    await heading("Security");
  });
});
