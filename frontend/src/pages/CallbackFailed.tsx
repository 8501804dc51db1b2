/** `/callback` when the sign-in could not be finished: what happened, and one button. */
import { Link, Navigate } from "react-router-dom";
import type { Arrival } from "../auth/callback";
import { HOME } from "../auth/return-path";
import { useAuthState, useServices } from "../services";
import { Page } from "../ui/Page";

type Failed = Extract<Arrival, { kind: "failed" }>;

export function CallbackFailed() {
  const { auth } = useServices();
  const { claims } = useAuthState();
  if (claims) return <Navigate to={HOME} replace />; // an old history entry: nothing failed
  const { arrival } = auth;
  const failed: Failed = arrival?.kind === "failed" ? arrival : { kind: "failed", reason: "unknown" };
  const { title, text } = words(failed);
  const to = `/login?return_to=${encodeURIComponent(failed.return_path ?? HOME)}`;
  return (
    <Page title={title} error narrow>
      <p className="lead">{text}</p>
      <div className="actions">
        <Link className="button" to={to}>
          Sign in
        </Link>
        <Link className="button quiet" to="/">
          Go to the start page
        </Link>
      </div>
      {failed.error && (
        <p className="muted">
          For developers: <code>{failed.error}</code>
        </p>
      )}
    </Page>
  );
}

function words({ reason, error, purpose }: Failed): { title: string; text: string } {
  if (reason === "unreachable") {
    return {
      title: "We could not finish signing you in",
      text: "The connection was lost on the way. Sign in again; if you are still signed in, it takes no typing.",
    };
  }
  if (reason === "invalid") {
    return {
      title: "We could not trust that answer",
      text: "The answer of the sign-in service did not pass our checks, so it was thrown away. Sign in again.",
    };
  }
  if (reason === "unknown") {
    return {
      title: "This sign-in link cannot be used",
      text: "It was used already, has expired, or was started in another tab or browser. Sign in again from here.",
    };
  }
  if (error === "unmet_authentication_requirements") {
    return {
      title: "A stronger way to sign in is needed",
      text: "Your account has none yet. Sign in, then add an authenticator app.",
    };
  }
  if (error === "access_denied") {
    return purpose === "register"
      ? {
          title: "No account was created",
          text: "You stopped before the end. You can start again at any time.",
        }
      : { title: "You did not sign in", text: "You stopped before the end. Nothing was changed." };
  }
  return {
    title: "We could not sign you in",
    text: "The sign-in service refused this request. Sign in again.",
  };
}
