/** `/mfa-verify`: the first code of a new authenticator app; with none waiting, a step-up of this sign-in. */
import { useEffect, useState } from "react";
import { Link, Navigate, useNavigate, useSearchParams } from "react-router-dom";
import { useAuthenticators } from "../../api/authenticators";
import { useMe } from "../../api/me";
import { RequireAuth } from "../../auth/RequireAuth";
import { isStrong } from "../../auth/words";
import { useT } from "../../language/LanguageProvider";
import { useAuthState, useServices } from "../../services";
import { Status } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { SignInFacts } from "../SignInFacts";
import { ConfirmCode } from "./ConfirmCode";
import { lostSince } from "./lost";
import {
  finishEnrolment,
  forgetPendingEnrolment,
  isEnrolmentFinished,
  pendingEnrolment,
} from "./pending-enrolment";
import { SaveCodes } from "./SaveCodes";

export function MfaVerify() {
  const [waiting] = useState(pendingEnrolment);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [params] = useSearchParams();
  const done = (given: readonly string[]) => {
    finishEnrolment();
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
  if (!params.has("confirmed"))
    return isEnrolmentFinished() ? <Navigate to="/security" replace /> : <StepUp />;
  return (
    <RequireAuth>
      <Confirmed />
    </RequireAuth>
  );
}

function Added({ codes }: { codes: readonly string[] }) {
  const navigate = useNavigate();
  const toSecurity = () => void navigate("/security", { replace: true, state: { isReady: true } });
  return codes.length > 0 ? <SaveCodes codes={codes} onDone={toSecurity} /> : <Another />;
}

/** A second app: the first one goes on working, which matters when its phone is lost. */
function Another() {
  const t = useT();
  const { data: me } = useMe();
  const { data: all } = useAuthenticators();
  const lost = lostSince(me?.factors.recovery_code_used_at ?? null, all ?? []);
  return (
    <Page title={t("enrol.ready.title")} lead={t("enrol.ready.text")} narrow>
      {all && all.length > 1 && (
        <p className="notice">{t(lost.length > 0 ? "lost.next" : "enrol.ready.others")}</p>
      )}
      <div className="actions">
        <Link className="button" id="next" to={lost.length > 0 ? "/lost-phone" : "/security"} replace>
          {t(lost.length > 0 ? "lost.goOn" : "enrol.toSecurity")}
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
  const t = useT();
  const { auth } = useServices();
  const { claims } = useAuthState();
  // A reload, or a link to here, comes by another way and proves nothing new.
  const fresh = auth.arrival?.kind === "signed-in" && auth.arrival.purpose === "step-up";
  return (
    <Page title={t("confirmed.title")} narrow>
      <Status>{fresh && isStrong(claims?.acr) ? t("confirmed.done") : null}</Status>
      <section className="card">
        <SignInFacts />
      </section>
      <div className="actions">
        <Link className="button" to="/dashboard">
          {t("landing.toAccount")}
        </Link>
        <Link className="button quiet" to="/mfa-verify" onClick={forgetPendingEnrolment}>
          {t("confirmed.again")}
        </Link>
      </div>
    </Page>
  );
}
