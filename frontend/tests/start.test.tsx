/** The first moments of the app, when something is missing. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { APP, MemoryOp } from "./op";

const load = async (fetch: typeof globalThis.fetch) => {
  vi.resetModules();
  vi.stubGlobal("fetch", fetch);
  document.body.innerHTML = '<div id="root"></div>';
  await import("../src/main");
};

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("when the app cannot start", () => {
  it("says that the service cannot be reached, and tries again on request", async () => {
    const fetch = vi.fn(() => Promise.reject(new TypeError("network")));
    await load(fetch);
    await heading("We could not reach the sign-in service");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(fetch).toHaveBeenCalledTimes(2));
  });

  it("says when config.json is missing", async () => {
    await load(() => Promise.resolve(new Response("", { status: 404 })));
    await heading("This app is not set up yet");
  });
});

/** In a test the entry script has no address of the web. */
const atItsAddress = async (original: () => Promise<object>) => ({
  ...(await original()),
  appUrlFrom: () => APP,
});

describe("the language of the start", () => {
  it.each([
    [{}, "One account for all your apps"],
    [{ language: "de" }, "Ein Konto für alle Ihre Apps"], // the browser says English
    [{ language: "xx" }, "One account for all your apps"],
  ])("is the one chosen on the provider's pages: %j", async (configured, title) => {
    vi.doMock("../src/app-url", atItsAddress);
    const op = new MemoryOp();
    op.configured = configured;
    await load(op.fetch);
    await heading(title);
  });

  it("is the one chosen in this tab before that", async () => {
    vi.doMock("../src/app-url", atItsAddress);
    const op = new MemoryOp();
    op.configured = { language: "de" };
    sessionStorage.setItem("gatehouse.language", "fr");
    await load(op.fetch);
    await heading("Un seul compte pour toutes vos applications");
  });
});
