/** Each test begins in a fresh tab. */
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

// jsdom brings byte types of its own; WebCrypto is Node's and answers with Node's.
globalThis.Uint8Array = Object.getPrototypeOf(Buffer.prototype).constructor;
globalThis.ArrayBuffer = Object.getPrototypeOf(new Uint8Array().buffer).constructor;

HTMLCanvasElement.prototype.getContext = () => null; // jsdom has none, and says so at length

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  window.history.replaceState(null, "", "/");
});

afterEach(cleanup);
