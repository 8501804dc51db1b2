/** `/`: what this is, and the way in. */
import { useEffect } from "react";
import { Link, useLocation } from "react-router-dom";
import { useMe } from "../api/me";
import { askOtherTabs } from "../auth/other-tabs";
import { maySignInSilently } from "../auth/silent-guard";
import { useT, Words } from "../language/LanguageProvider";
import { useAuthState, useServices } from "../services";
import { Status } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Time } from "../ui/Time";

export function Landing() {
  const t = useT();
  const { claims } = useAuthState();
  const { auth } = useServices();
  // Somebody has just deleted the account: the day is told here, because no page of theirs is left.
  const { deletion_at } = (useLocation().state ?? {}) as { deletion_at?: string };
  const signedOut = !claims && (deletion_at !== undefined || auth.cameFromSignOut);
  const mayAsk = !claims && !signedOut && maySignInSilently();
  useEffect(() => {
    if (!mayAsk) return;
    return askOtherTabs(() => void auth.signIn({ purpose: "silent", return_path: "/" }, "replace"));
  }, [auth, mayAsk]);
  return (
    <Page title={t(signedOut ? "signedOut.title" : "landing.title")} lead={t("landing.lead")}>
      {deletion_at && !claims && (
        <div role="status">
          <p className="notice">
            <Words of="data.leaving.text" gaps={{ time: <Time at={deletion_at} /> }} />{" "}
            {t("data.leaving.untilThen")}
          </p>
        </div>
      )}
      {claims ? <SignedIn /> : <SignedOut />}
      <Reasons />
    </Page>
  );
}

function SignedIn() {
  const t = useT();
  const { data } = useMe();
  return (
    <>
      <Status>{data ? t("landing.signedInAs", { email: data.email }) : t("landing.signedIn")}</Status>
      <div className="actions">
        <Link className="button" to="/dashboard">
          {t("landing.toAccount")}
        </Link>
      </div>
    </>
  );
}

function SignedOut() {
  const t = useT();
  return (
    <div className="actions">
      <Link className="button" id="sign-in" to="/login">
        {t("nav.signIn")}
      </Link>
      <Link className="button quiet" id="register" to="/register">
        {t("landing.register")}
      </Link>
    </div>
  );
}

function Reasons() {
  const t = useT();
  return (
    <div className="thirds">
      {(["once", "factor", "control"] as const).map((reason) => (
        <section className="card" key={reason}>
          <h2>{t(`landing.${reason}.title`)}</h2>
          <p>{t(`landing.${reason}.text`)}</p>
        </section>
      ))}
    </div>
  );
}
