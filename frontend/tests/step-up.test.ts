/** RFC 9470 challenges: read strictly, answered once. */
import { describe, expect, it } from "vitest";
import { stepUpChallenge } from "../src/auth/step-up";
import { Tab } from "./tab";

describe("stepUpChallenge", () => {
  it.each([
    [
      'Bearer error="insufficient_user_authentication", acr_values="mfa phr", max_age="600"',
      { acr_values: "mfa phr", max_age: 600 },
    ],
    ["bearer error=insufficient_user_authentication,max_age=0", { max_age: 0 }],
    ['DPoP algs="ES256", error="insufficient_user_authentication", acr_values="mfa"', { acr_values: "mfa" }],
    [
      'Basic realm="a, b", Bearer realm="x", error="insufficient_user_authentication", max_age="5"',
      { max_age: 5 },
    ],
    [
      'Bearer error_description="a \\"quoted\\", error=\\"no\\"", error="insufficient_user_authentication"',
      {},
    ],
    ['Bearer error="insufficient_user_authentication", max_age="-1"', {}],
    ['Bearer error="insufficient_user_authentication", max_age="1e3", acr_values=""', {}],
  ])("reads %s", (header, challenge) => expect(stepUpChallenge(header)).toEqual(challenge));

  it.each([
    null,
    "",
    "Bearer",
    'Bearer error="invalid_token"',
    'Bearer error="invalid_token", error_description="insufficient_user_authentication"',
    'Bearer realm="error=insufficient_user_authentication"',
    'Basic error="insufficient_user_authentication"',
    ",,,===",
  ])("is none: %s", (header) => expect(stepUpChallenge(header)).toBeNull());
});

describe("answering a challenge", () => {
  const CHALLENGE = { acr_values: "mfa", max_age: 600 };

  it("asks the provider for what the API wants and returns to the same page", async () => {
    const tab = new Tab();
    const auth = await tab.load("/");
    expect(auth.stepUp(CHALLENGE, "/mfa-setup")).toBe(true);
    expect(auth.stepUp(CHALLENGE, "/mfa-setup")).toBe(true); // a second call fails beside it: still one redirect
    const request = await tab.request();
    expect(request.searchParams.get("acr_values")).toBe("mfa");
    expect(request.searchParams.get("max_age")).toBe("600");
    await tab.load(tab.op.authorize(request));
    expect(window.location.pathname).toBe("/mfa-setup");
  });

  it.each(["/mfa-setup", "/password", "/email", "/mfa-verify?confirmed=1"])(
    "lets the person stop: not back to %s, which would ask again",
    async (path) => {
      const tab = new Tab();
      (await tab.load("/")).stepUp(CHALLENGE, path);
      await tab.load(tab.op.authorize(await tab.request(), { error: "access_denied" }));
      expect(tab.auth.arrival).toEqual({ kind: "back", return_path: "/security" });
      expect(window.location.pathname).toBe("/security");
    },
  );

  it("is back on the page of the button when the person stops", async () => {
    const tab = new Tab();
    (await tab.load("/")).stepUp(CHALLENGE, "/data", { action: "data.export", input: null });
    await tab.load(tab.op.authorize(await tab.request(), { error: "access_denied" }));
    expect(window.location.pathname).toBe("/data");
  });

  it("leaves no page in the history that only asks, and keeps one with a button", async () => {
    const tab = new Tab();
    (await tab.load("/")).stepUp(CHALLENGE, "/mfa-setup");
    await tab.request();
    (await tab.load("/")).stepUp(CHALLENGE, "/data", { action: "data.export", input: null });
    await tab.request();
    expect(tab.how).toEqual(["replace", "assign"]);
  });

  it("does not ask for the same again right after coming back from it", async () => {
    const tab = new Tab();
    (await tab.load("/")).stepUp(CHALLENGE, "/mfa-setup");
    const auth = await tab.load(tab.op.authorize(await tab.request()));
    expect(auth.stepUp(CHALLENGE, "/mfa-setup")).toBe(false);
    expect(tab.left).toHaveLength(0);
    expect(auth.stepUp({ max_age: 0 }, "/mfa-setup")).toBe(true);
  });
});
