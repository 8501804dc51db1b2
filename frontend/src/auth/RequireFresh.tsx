/** Guard of forms with a secret: who must confirm who they are does it before typing, not after. Spec: RFC 9470. */
import { type ReactNode, useEffect, useState } from "react";
import { useLocation } from "react-router-dom";
import { useMe } from "../api/me";
import { useAuthState, useServices } from "../services";
import { Answer } from "../ui/Answer";

/** Half of the server's usual limit, so that there is time to fill in the form. The server has the last word anyway. */
const MAX_AGE_SECONDS = 300;

export function RequireFresh({ children }: { children: ReactNode }) {
  return (
    <Answer query={useMe()}>
      {({ factors }) => (
        <Fresh acr_values={factors.totp ? "mfa" : factors.email_code ? "2fa-email" : undefined}>
          {children}
        </Fresh>
      )}
    </Answer>
  );
}

function Fresh({ acr_values, children }: { acr_values: string | undefined; children: ReactNode }) {
  const { auth } = useServices();
  const { claims } = useAuthState();
  const { pathname } = useLocation();
  const [challenge] = useState(() => {
    const asked = { max_age: MAX_AGE_SECONDS, ...(acr_values && { acr_values }) };
    const age_seconds = Date.now() / 1000 - (claims?.auth_time ?? 0);
    // Who just came from this question is not asked again: then the clocks differ, and the server decides.
    return age_seconds > MAX_AGE_SECONDS && !auth.justAsked(asked) ? asked : null;
  });
  useEffect(() => {
    if (challenge) auth.stepUp(challenge, pathname);
  }, [auth, challenge, pathname]);
  return challenge ? null : children;
}
