/** `/mfa-verify`: the first code of a new authenticator app; with none waiting, a step-up of this sign-in. */
import { useEffect, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { useCodesSaved, useMe } from "../api/queries";
import { RequireAuth } from "../auth/RequireAuth";
import { isStrong } from "../auth/words";
import { useAuthState, useServices } from "../services";
import { Status } from "../ui/Notice";
import { Page } from "../ui/Page";
import { RecoveryCodes } from "../ui/RecoveryCodes";
import { ConfirmCode } from "./ConfirmCode";
import { forgetPendingEnrolment, pendingEnrolment } from "./pending-enrolment";
import { SignInFacts } from "./SignInFacts";

export function MfaVerify() {
  const [waiting] = useState(pendingEnrolment);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [params] = useSearchParams();
  const done = (given: readonly string[]) => {
    forgetPendingEnrolment();
    setCodes(given);
  };
  // Outside the guard: a session that ends now must not take the codes off the screen.
  if (codes) return <Added codes={codes} />;
  if (waiting) {
    return (
      <RequireAuth>
        <ConfirmCode waiting={waiting} onDone={done} />
      </RequireAuth>
    );
  }
  if (!params.has("confirmed")) return <StepUp />;
  return (
    <RequireAuth>
      <Confirmed />
    </RequireAuth>
  );
}

function Added({ codes }: { codes: readonly string[] }) {
  const navigate = useNavigate();
  const me = useMe();
  const saved = useCodesSaved();
  if (codes.length > 0) {
    return (
      <Page title="Save your recovery codes" narrow>
        <RecoveryCodes
          codes={codes}
          account={me.data?.email ?? "your account"}
          onSaved={() => saved.mutate(undefined, { onSettled: () => void navigate("/dashboard") })}
        />
      </Page>
    );
  }
  return (
    <Page title="Your authenticator app is ready" narrow>
      <p className="lead">
        From now on you can sign in with a code from it. Your recovery codes stay the same.
      </p>
      <div className="actions">
        <Link className="button" to="/dashboard">
          Go to your dashboard
        </Link>
      </div>
    </Page>
  );
}

/** Leaves at once for a fresh sign-in with the strongest factor (OpenID Connect Core §3.1.2.1, RFC 9470 §4). */
function StepUp() {
  const { auth } = useServices();
  useEffect(() => {
    const return_path = "/mfa-verify?confirmed=1";
    void auth.signIn({ purpose: "step-up", return_path, acr_values: "mfa", max_age: 0 }, "replace");
  }, [auth]);
  return null;
}

function Confirmed() {
  const { auth } = useServices();
  const { claims } = useAuthState();
  // A reload, or a link to here, comes by another way and proves nothing new.
  const fresh = auth.arrival?.kind === "signed-in" && auth.arrival.purpose === "step-up";
  return (
    <Page title="How you are signed in" narrow>
      <Status>{fresh && isStrong(claims?.acr) ? "You confirmed it's you" : null}</Status>
      <article>
        <SignInFacts />
      </article>
      <div className="actions">
        <Link className="button" to="/dashboard">
          Go to your dashboard
        </Link>
        <Link className="button quiet" to="/mfa-verify">
          Confirm again
        </Link>
      </div>
    </Page>
  );
}
