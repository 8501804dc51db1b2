/** `/mfa-setup`: a new authenticator app, step 1 (scan) before step 2 (the first code, /mfa-verify). */
import { type SyntheticEvent, useState } from "react";
import { useNavigate } from "react-router-dom";
import { useEnrolment } from "../api/queries";
import { Answer } from "../ui/Answer";
import { CopyButton } from "../ui/CopyButton";
import { Page } from "../ui/Page";
import { QrCode } from "../ui/QrCode";
import { savePendingEnrolment } from "./pending-enrolment";

interface Enrolment {
  id: string;
  secret: string;
  otpauth_uri: string;
  qr_svg: string;
  expires_at: string;
}

export function MfaSetup() {
  return (
    <Page title="Add an authenticator app" narrow>
      <p className="lead">
        An authenticator app on your phone makes a new code every 30 seconds. With it, a stolen password is
        not enough to get in.
      </p>
      <Answer query={useEnrolment()}>{(enrolment) => <Scan enrolment={enrolment} />}</Answer>
    </Page>
  );
}

function Scan({ enrolment }: { enrolment: Enrolment }) {
  const navigate = useNavigate();
  const [label, setLabel] = useState("My phone");
  const next = (event: SyntheticEvent) => {
    event.preventDefault();
    savePendingEnrolment({ ...enrolment, label: label.trim() || "My phone" });
    void navigate("/mfa-verify");
  };
  return (
    <form onSubmit={next} noValidate>
      <h2>1. Scan this code with the app</h2>
      <QrCode svg={enrolment.qr_svg} label="QR code for your authenticator app" />
      {enrolment.otpauth_uri.startsWith("otpauth://") && (
        <p>
          <a id="totp-uri" className="tall" href={enrolment.otpauth_uri}>
            Open in an app on this phone
          </a>
        </p>
      )}
      <p>Or type this key into the app:</p>
      <code className="key" id="totp-secret">
        {inGroups(enrolment.secret)}
      </code>
      <div className="actions">
        <CopyButton text={enrolment.secret}>Copy the key</CopyButton>
      </div>
      <h2>2. Give it a name</h2>
      <label htmlFor="id_label">Name of this authenticator app</label>
      <input
        id="id_label"
        name="label"
        value={label}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setLabel(event.target.value)}
      />
      <button type="submit" id="continue">
        Continue
      </button>
    </form>
  );
}

/** "ABCDEFGH" as "ABCD EFGH": easier to type, and apps ignore the spaces. */
export function inGroups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}
