/** Guards of protected pages. */
import { type ReactNode, useEffect } from "react";
import { Link, Outlet, useLocation } from "react-router-dom";
import { useT } from "../language/LanguageProvider";
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

/** The pages of the account: for a sign-in with a second factor; others are shown the way to prove one. */
export function RequireSecondFactor() {
  return (
    <RequireAuth>
      <SecondFactor />
    </RequireAuth>
  );
}

function SecondFactor() {
  const t = useT();
  const { auth } = useServices();
  const { claims } = useAuthState();
  const return_path = useReturnPath();
  if (hasSecondFactor(claims?.acr)) return <Outlet />;
  const prove = () => void auth.signIn({ purpose: "step-up", return_path, acr_values: "mfa 2fa-email" });
  return (
    <Page
      title={t("oneMoreStep.title")}
      lead={t("oneMoreStep.text", { how: acrWords(claims?.acr, t) })}
      narrow
    >
      <div className="actions">
        <button type="button" onClick={prove}>
          {t("oneMoreStep.confirm")}
        </button>
        <Link className="button quiet" to="/mfa-setup">
          {t("factor.add")}
        </Link>
      </div>
    </Page>
  );
}

function SignedOut({ return_path }: { return_path: string }) {
  const t = useT();
  return (
    <Page title={t("signedOut.title")} lead={t("signedOut.text")} narrow>
      <div className="actions">
        <Link className="button" to={`/login?return_to=${encodeURIComponent(return_path)}`}>
          {t("nav.signIn")}
        </Link>
      </div>
    </Page>
  );
}

function useReturnPath(): string {
  const { pathname, search } = useLocation();
  return pathname + search;
}
