/** return_to is written by anybody who writes a link. */
import { describe, expect, it } from "vitest";
import { safeReturnPath } from "../src/auth/return-path";

describe("safeReturnPath", () => {
  it.each(["/dashboard", "/mfa-setup", "/", "/mfa-verify?confirmed=1", "/dashboard?x=//evil.example#part"])(
    "keeps %s",
    (path) => expect(safeReturnPath(path)).toBe(path),
  );

  it.each([
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\\evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "dashboard",
    "@evil.example",
    "",
    null,
    undefined,
  ])("refuses %j", (path) => expect(safeReturnPath(path)).toBe("/dashboard"));

  it.each(["/login", "/login/", "/register?return_to=/login", "/callback?code=x", "/logout", "/x/../logout"])(
    "does not come back to %s, which would redirect again",
    (path) => expect(safeReturnPath(path)).toBe("/dashboard"),
  );

  it("always gives a path of this origin", () => {
    for (const path of ["/%2f%2fevil.example", "/%5cevil.example", "/a\\b", "/..//..//evil.example"]) {
      const url = new URL(safeReturnPath(path), "http://localhost:5173");
      expect(url.origin).toBe("http://localhost:5173");
    }
  });
});
