/** A browser tab in a test: load a page, follow a redirect to the provider, come back. */
import { render } from "@testing-library/react";
import { StrictMode } from "react";
import { vi } from "vitest";
import { App } from "../src/App";
import type { Auth } from "../src/auth/auth";
import { boot } from "../src/boot";
import { LanguageProvider } from "../src/language/LanguageProvider";
import { ENGLISH } from "../src/language/language";
import { APP, MemoryOp } from "./op";

export class Tab {
  /** Where the app sent the browser, newest last. */
  left: URL[] = [];
  /** Whether each of those took the place of the page in the history. */
  how: string[] = [];
  auth!: Auth;
  spoken = ENGLISH;
  private page: ReturnType<typeof render> | null = null;

  constructor(readonly op = new MemoryOp()) {
    vi.stubGlobal("fetch", op.fetch);
  }

  /** Loads a page of the app without rendering it: what happens before React. */
  async load(path: string | URL): Promise<Auth> {
    this.page?.unmount();
    const url = new URL(path, APP);
    window.history.replaceState(null, "", url.pathname + url.search);
    this.auth = await boot(APP, (to, how) => {
      this.left.push(to);
      this.how.push(how);
    });
    return this.auth;
  }

  /** Loads and renders a page; memory (the tokens) is gone, as after a reload. */
  async open(path: string | URL): Promise<void> {
    await this.load(path);
    this.page = render(
      <StrictMode>
        <LanguageProvider start={this.spoken}>
          <App auth={this.auth} appUrl={APP} />
        </LanguageProvider>
      </StrictMode>,
    );
  }

  /** The one request that waits at the provider. */
  async request(): Promise<URL> {
    await vi.waitFor(() => {
      if (this.left.length > 0) return;
      throw new Error("the app did not leave", { cause: this.auth.state.failure });
    });
    const [url, ...more] = this.left.splice(0);
    if (!url || more.length > 0) throw new Error(`left ${more.length + 1} times`);
    return url;
  }

  /** Signs in by the usual way and renders `return_to`. */
  async signIn(return_to = "/dashboard"): Promise<void> {
    await this.open(`/login?return_to=${encodeURIComponent(return_to)}`);
    await this.open(this.op.authorize(await this.request()));
  }
}

/** All that the app keeps in this browser. */
export function stored(): string {
  const stores = [sessionStorage, localStorage].map((store) => JSON.stringify({ ...store }));
  return stores.join() + document.cookie + JSON.stringify(window.history.state) + window.location.href;
}
