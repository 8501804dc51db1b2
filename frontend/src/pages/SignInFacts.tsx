/** How and when this sign-in happened, from the verified ID token (OpenID Connect Core §2). */
import { acrWords, amrWords } from "../auth/words";
import { useAuthState } from "../services";
import { Time } from "../ui/Time";

export function SignInFacts() {
  const { claims } = useAuthState();
  if (!claims) return null;
  const { acr, amr, auth_time } = claims;
  return (
    <dl className="facts">
      <dt>Signed in with</dt>
      <dd id="acr" data-acr={typeof acr === "string" ? acr : undefined}>
        {capital(acrWords(acr))}
      </dd>
      <dt>Methods</dt>
      <dd id="amr">{capital(amrWords(amr))}</dd>
      <dt>Signed in at</dt>
      <dd id="auth-time">{auth_time ? <Time at={new Date(auth_time * 1000)} /> : "Not stated"}</dd>
    </dl>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
