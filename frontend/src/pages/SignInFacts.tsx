/** How and when this sign-in happened, from the verified ID token (OpenID Connect Core §2); the very factor, from the API. */
import { useSessions } from "../api/sessions";
import { acrWords, isStrong } from "../auth/words";
import { useVoice } from "../language/LanguageProvider";
import { useAuthState } from "../services";
import { Time } from "../ui/Time";

export function SignInFacts() {
  const { t } = useVoice();
  const { claims } = useAuthState();
  const sessions = useSessions();
  if (!claims) return null;
  const { acr, auth_time } = claims;
  const factor = sessions.data?.find(({ current }) => current)?.factor;
  return (
    <dl className="facts">
      <dt>{t("overview.signedInWith")}</dt>
      <dd id="acr" data-acr={typeof acr === "string" ? acr : undefined}>
        {isStrong(acr) && sessions.isPending ? t("app.loading") : acrWords(acr, t, factor)}
      </dd>
      <dt>{t("overview.signedInAt")}</dt>
      <dd id="auth-time">{auth_time ? <Time at={new Date(auth_time * 1000)} /> : t("overview.notStated")}</dd>
    </dl>
  );
}
