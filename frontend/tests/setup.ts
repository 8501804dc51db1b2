/** Each test begins in a fresh tab. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

// jsdom brings byte types of its own; WebCrypto is Node's and answers with Node's.
const nodeBytes = Object.getPrototypeOf(Buffer.prototype) as Uint8Array;
globalThis.Uint8Array = nodeBytes.constructor as Uint8ArrayConstructor;
globalThis.ArrayBuffer = new Uint8Array().buffer.constructor as ArrayBufferConstructor;

HTMLCanvasElement.prototype.getContext = () => null; // jsdom has none, and says so at length

configure({ asyncUtilTimeout: 5_000 }); // a busy machine is no fault of the page

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  window.history.replaceState(null, "", "/");
});

afterEach(cleanup);

// jsdom knows <dialog> but cannot open it.
Object.assign(HTMLDialogElement.prototype, {
  showModal(this: HTMLDialogElement) {
    this.open = true;
  },
  close(this: HTMLDialogElement) {
    this.open = false;
  },
});
