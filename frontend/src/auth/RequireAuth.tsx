/** Guards of protected pages. */
import { type ReactNode, useEffect } from "react";
import { Link, useLocation } from "react-router-dom";
import { useAuthState, useServices } from "../services";
import { Page } from "../ui/Page";
import { maySignInSilently } from "./silent-guard";
import { acrWords, hasSecondFactor } from "./words";

/** Children for whoever is signed in; tokens died with the last page load, so a silent sign-in is tried first. */
export function RequireAuth({ children }: { children: ReactNode }) {
  const { auth } = useServices();
  const { claims } = useAuthState();
  const return_path = useReturnPath();
  const silently = !claims && maySignInSilently();
  useEffect(() => {
    if (silently) void auth.signIn({ purpose: "silent", return_path }, "replace");
  }, [auth, silently, return_path]);
  if (claims) return children;
  if (silently) return null; // App shows that we are leaving
  return <SignedOut return_path={return_path} />;
}

/** Children only for a sign-in with a second factor; for others the way to prove one. */
export function RequireSecondFactor({ children }: { children: ReactNode }) {
  const { auth } = useServices();
  const { claims } = useAuthState();
  const return_path = useReturnPath();
  if (hasSecondFactor(claims?.acr)) return children;
  const prove = () => void auth.signIn({ purpose: "step-up", return_path, acr_values: "mfa 2fa-email" });
  return (
    <Page title="One more step" narrow>
      <p className="lead">You signed in with {acrWords(claims?.acr)}. This page needs a second factor.</p>
      <div className="actions">
        <button type="button" onClick={prove}>
          Confirm it's you
        </button>
        <Link className="button quiet" to="/mfa-setup">
          Add an authenticator app
        </Link>
      </div>
    </Page>
  );
}

function SignedOut({ return_path }: { return_path: string }) {
  return (
    <Page title="You are signed out" narrow>
      <p className="lead">Sign in to see this page.</p>
      <div className="actions">
        <Link className="button" to={`/login?return_to=${encodeURIComponent(return_path)}`}>
          Sign in
        </Link>
      </div>
    </Page>
  );
}

function useReturnPath(): string {
  const { pathname, search } = useLocation();
  return pathname + search;
}
