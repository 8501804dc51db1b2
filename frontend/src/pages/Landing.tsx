/** `/`: what this is, and the way in. */
import { Link } from "react-router-dom";
import { useMe } from "../api/queries";
import { useAuthState, useServices } from "../services";
import { Status } from "../ui/Notice";
import { Page } from "../ui/Page";

export function Landing() {
  const { claims } = useAuthState();
  const { auth } = useServices();
  const signedOut = auth.cameFromSignOut && !claims;
  return (
    <Page title={signedOut ? "You are signed out" : "One account for all your apps"}>
      <p className="lead">
        Gatehouse signs you in to the apps that use it, with your password and a second factor. The apps never
        see your password.
      </p>
      {claims ? <SignedIn /> : <SignedOut />}
      <Reasons />
    </Page>
  );
}

function SignedIn() {
  const me = useMe();
  return (
    <>
      <Status>{me.data ? `Signed in as ${me.data.email}` : "You are signed in"}</Status>
      <div className="actions">
        <Link className="button" to="/dashboard">
          Go to your dashboard
        </Link>
        <Link className="button quiet" to="/logout">
          Sign out
        </Link>
      </div>
    </>
  );
}

function SignedOut() {
  return (
    <div className="actions">
      <Link className="button" id="sign-in" to="/login">
        Sign in
      </Link>
      <Link className="button quiet" id="register" to="/register">
        Create an account
      </Link>
    </div>
  );
}

function Reasons() {
  return (
    <div className="thirds">
      <article>
        <h2>Sign in once</h2>
        <p>One sign-in opens all apps that use Gatehouse.</p>
      </article>
      <article>
        <h2>A second factor</h2>
        <p>A code from your authenticator app or by e-mail keeps others out.</p>
      </article>
      <article>
        <h2>You are in control</h2>
        <p>See where you are signed in, and end it with one button.</p>
      </article>
    </div>
  );
}
