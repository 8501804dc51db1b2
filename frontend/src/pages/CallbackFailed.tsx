/** `/callback` when the sign-in could not be finished: what happened, and one button. */
import { Link, Navigate } from "react-router-dom";
import type { Arrival } from "../auth/callback";
import { HOME } from "../auth/return-path";
import { useT } from "../language/LanguageProvider";
import { useAuthState, useServices } from "../services";
import { Page } from "../ui/Page";

type Failed = Extract<Arrival, { kind: "failed" }>;
type Story = "unreachable" | "invalid" | "unknown" | "weak" | "noAccount" | "stopped" | "refused";

export function CallbackFailed() {
  const t = useT();
  const { auth } = useServices();
  const { claims } = useAuthState();
  if (claims) return <Navigate to={HOME} replace />; // an old history entry: nothing failed
  const { arrival } = auth;
  const failed: Failed = arrival?.kind === "failed" ? arrival : { kind: "failed", reason: "unknown" };
  const story = storyOf(failed);
  const back = failed.return_path ?? HOME;
  return (
    <Page title={t(`callback.${story}.title`)} lead={t(`callback.${story}.text`)} error narrow>
      <div className="actions">
        <Link className="button" to={`/login?return_to=${encodeURIComponent(back)}`}>
          {t("nav.signIn")}
        </Link>
        <Link className="button quiet" to="/">
          {t("toStart")}
        </Link>
      </div>
      {failed.error && (
        <p className="muted">
          {t("callback.forDevelopers")} <code>{failed.error}</code>
        </p>
      )}
    </Page>
  );
}

function storyOf({ reason, error, purpose }: Failed): Story {
  if (reason !== "refused") return reason;
  if (error === "unmet_authentication_requirements") return "weak";
  if (error !== "access_denied") return "refused";
  return purpose === "register" ? "noAccount" : "stopped";
}
