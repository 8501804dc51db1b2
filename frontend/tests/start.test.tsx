/** The first moments of the app, when something is missing. */
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("when the app cannot start", () => {
  const load = async (fetch: () => Promise<Response>) => {
    vi.resetModules();
    vi.stubGlobal("fetch", fetch);
    document.body.innerHTML = '<div id="root"></div>';
    await import("../src/main");
  };

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
