/** config.json and the base path. */
import { describe, expect, it } from "vitest";
import { appUrlFrom, basename, pathInApp } from "../src/app-url";
import { ConfigError, parseConfig } from "../src/config";

describe("parseConfig", () => {
  it("derives the API and the resource from the issuer", () => {
    expect(parseConfig({ issuer: "https://id.example.org", client_id: "app" })).toEqual({
      issuer: "https://id.example.org",
      client_id: "app",
      api: "https://id.example.org/api/v1",
      resource: "https://id.example.org/api",
    });
  });

  it("takes the language that the provider's pages are read in", () => {
    const file = { issuer: "https://id.example.org", client_id: "app" };
    expect(parseConfig({ ...file, language: "de" }).language).toBe("de");
    expect(parseConfig({ ...file, language: 7 })).not.toHaveProperty("language");
  });

  it("accepts plain http on this machine only", () => {
    expect(parseConfig({ issuer: "http://localhost:8000", client_id: "app" }).api).toBe(
      "http://localhost:8000/api/v1",
    );
    expect(() => parseConfig({ issuer: "http://id.example.org", client_id: "app" })).toThrow(ConfigError);
    expect(() => parseConfig({ issuer: "http://localhost.evil.example", client_id: "app" })).toThrow(
      ConfigError,
    );
  });

  it.each([
    null,
    [],
    "text",
    {},
    { issuer: "https://id.example.org" },
    { issuer: "https://id.example.org", client_id: "" },
    { issuer: "https://id.example.org?x=1", client_id: "app" },
    { issuer: "javascript:alert(1)", client_id: "app" },
    { issuer: "https://id.example.org", client_id: "app", api: "http://id.example.org/api" },
  ])("refuses %j", (body) => expect(() => parseConfig(body)).toThrow(ConfigError));
});

describe("the base path", () => {
  it.each([
    ["http://localhost:5173/src/main.tsx", "http://localhost:5173/", ""],
    ["https://id.example.org/app/assets/index-1.js", "https://id.example.org/app/", "/app"],
  ])("is found from %s", (script, root, base) => {
    const appUrl = appUrlFrom(script);
    expect(appUrl.href).toBe(root);
    expect(basename(appUrl)).toBe(base);
    expect(pathInApp(appUrl, new URL(`${root}dashboard?x=1#y`))).toBe("/dashboard?x=1#y");
  });

  it("takes an address outside the app for its root", () => {
    expect(pathInApp(new URL("https://id.example.org/app/"), new URL("https://id.example.org/apple"))).toBe(
      "/",
    );
  });
});
