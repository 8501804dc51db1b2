/** Adding an authenticator app, and step-up. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { svgDataUrl } from "../src/ui/QrCode";
import { CODES, problem, STEP_UP } from "./account-api";
import { stored, Tab } from "./tab";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const START = "POST /me/authenticators/totp";

async function enrol(tab: Tab): Promise<void> {
  await tab.signIn("/mfa-setup");
  await userEvent.click(await screen.findByRole("button", { name: "Continue" }));
  await heading("Enter your code");
}

describe("/mfa-setup", () => {
  it("starts one enrolment and shows QR, key in groups and link; the key is stored nowhere", async () => {
    const tab = new Tab();
    await tab.signIn("/mfa-setup");
    const qr = await screen.findByRole("img", { name: "QR code for your authenticator app" });
    expect(qr.getAttribute("src")).toMatch(/^data:image\/svg\+xml,/);
    expect(document.querySelector("#totp-secret")?.textContent).toBe(
      "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
    );
    expect(document.querySelector("#totp-uri")?.getAttribute("href")).toMatch(/^otpauth:\/\/totp\//);
    expect(tab.op.api.calls.filter((call) => call === START)).toHaveLength(1);
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    expect(stored()).not.toContain("JBSW");
  });

  it("shows the same key when the person comes back from the code page", async () => {
    const tab = new Tab();
    await enrol(tab);
    await userEvent.click(screen.getByRole("link", { name: "Show the QR code again" }));
    await screen.findByRole("img", { name: "QR code for your authenticator app" });
    expect(tab.op.api.calls.filter((call) => call === START)).toHaveLength(1);
  });

  it("steps up when the API asks for it, and starts by itself afterwards", async () => {
    const tab = new Tab();
    tab.op.api.answers[START] = () =>
      problem(401, { title: "Sign in again" }, { "WWW-Authenticate": STEP_UP });
    await tab.signIn("/mfa-setup");
    await heading("Taking you to confirm it's you");
    const request = await tab.request();
    expect(request.searchParams.get("acr_values")).toBe("mfa");
    expect(request.searchParams.get("max_age")).toBe("600");
    tab.op.api.answers = {};
    await tab.open(tab.op.authorize(request));
    await screen.findByRole("img", { name: "QR code for your authenticator app" });
  });

  it("says so, and stays, when the API is still not content after the step-up", async () => {
    const tab = new Tab();
    tab.op.api.answers[START] = () =>
      problem(401, { title: "Sign in again" }, { "WWW-Authenticate": STEP_UP });
    await tab.signIn("/mfa-setup");
    await tab.open(tab.op.authorize(await tab.request()));
    expect((await screen.findByRole("alert")).textContent).toContain("We could not confirm it's you");
    expect(tab.left).toHaveLength(0);
  });

  it("shows a refusal in the server's words", async () => {
    const tab = new Tab();
    tab.op.api.answers[START] = () =>
      problem(409, { title: "Conflict", detail: "You have ten authenticators." });
    await tab.signIn("/mfa-setup");
    expect((await screen.findByRole("alert")).textContent).toContain("You have ten authenticators.");
  });
});

describe("/mfa-verify", () => {
  it("empties and focuses the field after a wrong code, and counts what is left", async () => {
    await enrol(new Tab());
    const field = screen.getByLabelText<HTMLInputElement>("Code from your authenticator app");
    await userEvent.type(field, "000000{Enter}");
    const message = await screen.findByText("That code is not right. 4 attempts left.");
    expect(field.value).toBe("");
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute("aria-describedby")).toBe(message.id);
    await waitFor(() => expect(document.title).toMatch(/^Error: /));
  });

  it("sends nothing for an empty field", async () => {
    const tab = new Tab();
    await enrol(tab);
    await userEvent.click(screen.getByRole("button", { name: "Verify" }));
    expect(screen.getByText("Enter the 6-digit code.")).toBeTruthy();
    expect(tab.op.api.calls.join()).not.toContain("confirm");
  });

  it("takes a pasted code with a space, shows the codes, and lets go only after the promise", async () => {
    const tab = new Tab();
    await enrol(tab);
    await userEvent.click(screen.getByLabelText("Code from your authenticator app"));
    await userEvent.paste("123 456");
    await userEvent.click(screen.getByRole("button", { name: "Verify" }));
    await heading("Save your recovery codes");
    const list = screen.getByRole("list", { name: "Recovery codes" });
    expect(
      within(list)
        .getAllByRole("listitem")
        .map((one) => one.textContent),
    ).toEqual(CODES);
    const download = screen.getByRole("link", { name: "Download" });
    expect(decodeURIComponent(download.getAttribute("href") ?? "")).toContain(CODES.join("\n"));
    expect(download.getAttribute("download")).toBe("gatehouse-recovery-codes.txt");
    expect(stored()).not.toContain("ABCDE-");
    const go = screen.getByRole<HTMLButtonElement>("button", { name: "Continue" });
    expect(go.disabled).toBe(true);
    await userEvent.click(screen.getByLabelText("I have saved these codes"));
    await userEvent.click(go);
    await heading("Security");
    await screen.findByText("10 recovery codes left");
  });

  it("leaves no page of the set-up in the history, and a reload of the codes page asks for nothing", async () => {
    const tab = new Tab();
    await tab.signIn("/security");
    await userEvent.click(await screen.findByRole("link", { name: "Add an authenticator app" }));
    const pages = window.history.length;
    await userEvent.click(await screen.findByRole("button", { name: "Continue" }));
    await userEvent.type(await screen.findByLabelText("Code from your authenticator app"), "123456{Enter}");
    await heading("Save your recovery codes");
    await tab.open("/mfa-verify");
    await tab.open(tab.op.authorize(await tab.request()));
    await heading("Security");
    expect(window.history.length).toBe(pages);
    expect(tab.how.at(-1)).toBe("replace");
  });

  it("finds the waiting authenticator again after a reload", async () => {
    const tab = new Tab();
    await enrol(tab);
    await tab.open("/mfa-verify");
    await tab.open(tab.op.authorize(await tab.request()));
    await heading("Enter your code");
  });

  it("offers a new start when the enrolment is gone", async () => {
    const tab = new Tab();
    await enrol(tab);
    tab.op.api.answers["POST /me/authenticators/totp/t1/confirm"] = () =>
      problem(404, { title: "Not found" });
    await userEvent.type(screen.getByLabelText("Code from your authenticator app"), "123456{Enter}");
    await heading("This set-up has expired");
    await userEvent.click(screen.getByRole("link", { name: "Start again" }));
    await heading("Add an authenticator app");
  });

  it("with nothing waiting asks for a fresh, strong sign-in and then tells how it went", async () => {
    const tab = new Tab();
    await tab.open("/mfa-verify");
    const request = await tab.request();
    expect(request.searchParams.get("acr_values")).toBe("mfa");
    expect(request.searchParams.get("max_age")).toBe("0");
    await tab.open(tab.op.authorize(request));
    await heading("How you are signed in");
    expect(screen.getByRole("status").textContent).toBe("You confirmed it's you");
    await screen.findByText("Password and a code from your authenticator app");
  });

  it("does not claim a confirmation for a mere reload", async () => {
    const tab = new Tab();
    await tab.open("/mfa-verify?confirmed=1");
    await tab.open(tab.op.authorize(await tab.request()));
    await heading("How you are signed in");
    expect(screen.getByRole("status").textContent).toBe("");
  });

  it("does not claim more than the provider says", async () => {
    const tab = new Tab();
    tab.op.acr = "2fa-email";
    await tab.open("/mfa-verify");
    await tab.open(tab.op.authorize(await tab.request()));
    await heading("How you are signed in");
    expect(screen.getByRole("status").textContent).toBe("");
    expect(document.querySelector("#acr")?.textContent).toBe("Password and a code sent by e-mail");
  });
});

describe("the QR code", () => {
  it("is only ever an image", () => {
    expect(svgDataUrl("<svg><path/></svg>")).toContain(encodeURIComponent("http://www.w3.org/2000/svg"));
    expect(svgDataUrl("<p>no</p>")).toBeNull();
    expect(svgDataUrl("<svg><broken")).toBeNull();
    expect(svgDataUrl("")).toBeNull();
  });
});
