/** Shown for the moment between our page and the provider's. */
import type { AuthState } from "../auth/auth";
import { Page } from "../ui/Page";

const TITLES: Record<NonNullable<AuthState["leaving"]>, string> = {
  "to-sign-in": "Taking you to sign in",
  "to-register": "Taking you to create your account",
  "to-step-up": "Taking you to confirm it's you",
  "to-sign-out": "Signing you out",
};

export function Leaving({ leaving }: { leaving: NonNullable<AuthState["leaving"]> }) {
  return (
    <Page title={TITLES[leaving]} narrow>
      <p role="status">One moment…</p>
    </Page>
  );
}
