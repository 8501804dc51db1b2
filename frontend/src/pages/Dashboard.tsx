/** `/dashboard`: who I am, how I signed in, my second factor, where I am signed in. */
import { Link } from "react-router-dom";
import { useAuthenticators, useMe } from "../api/queries";
import { Answer } from "../ui/Answer";
import { Page } from "../ui/Page";
import { Sessions } from "./Sessions";
import { SignInFacts } from "./SignInFacts";

export function Dashboard() {
  return (
    <Page title="Dashboard">
      <Person />
      <article aria-labelledby="this-sign-in">
        <h2 id="this-sign-in">This sign-in</h2>
        <SignInFacts />
      </article>
      <SecondFactor />
      <Sessions />
    </Page>
  );
}

function Person() {
  return (
    <article aria-labelledby="you">
      <h2 id="you">You</h2>
      <Answer query={useMe()}>
        {(me) => (
          <dl className="facts">
            <dt>Name</dt>
            <dd id="name">{me.name || "Not given"}</dd>
            <dt>E-mail</dt>
            <dd>
              <span id="email">{me.email}</span>
              {me.email_verified && <span className="badge">Verified</span>}
            </dd>
            {me.is_admin && (
              <>
                <dt>Role</dt>
                <dd>Administrator</dd>
              </>
            )}
          </dl>
        )}
      </Answer>
    </article>
  );
}

function SecondFactor() {
  const me = useMe();
  const authenticators = useAuthenticators();
  return (
    <article aria-labelledby="second-factor">
      <h2 id="second-factor">Two-step sign-in</h2>
      <Answer query={me}>
        {({ factors }) => (
          <>
            <p id="second-factor-status">{statusWords(factors)}</p>
            {factors.totp && <p className="muted">{codesLeft(factors.recovery_codes_left)}</p>}
            {authenticators.data && authenticators.data.length > 0 && (
              <ul>
                {authenticators.data.map(({ id, label }) => (
                  <li key={id}>{label}</li>
                ))}
              </ul>
            )}
            <Link className={factors.totp ? "button quiet" : "button"} id="mfa-setup" to="/mfa-setup">
              {factors.totp ? "Add another authenticator app" : "Add an authenticator app"}
            </Link>
          </>
        )}
      </Answer>
    </article>
  );
}

function statusWords({ totp, email_code }: { totp: boolean; email_code: boolean }): string {
  if (totp) return "On: you sign in with a code from your authenticator app.";
  if (email_code) return "On, by e-mail only: we send you a code. An authenticator app is more secure.";
  return "Off: your password alone is enough to sign in.";
}

function codesLeft(count: number): string {
  return count === 1 ? "1 recovery code left" : `${count} recovery codes left`;
}
