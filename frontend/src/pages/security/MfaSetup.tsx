/** `/mfa-setup`: a new authenticator app, step 1 (scan) before step 2 (the first code, /mfa-verify). */
import { type SyntheticEvent, useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { type Enrolment, useEnrolment } from "../../api/authenticators";
import { useT } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { CopyButton } from "../../ui/CopyButton";
import { Field } from "../../ui/Form";
import { Page } from "../../ui/Page";
import { QrCode } from "../../ui/QrCode";
import { savePendingEnrolment } from "./pending-enrolment";

export function MfaSetup() {
  const t = useT();
  return (
    <Page title={t("factor.add")} lead={t("enrol.lead")} narrow>
      <Answer query={useEnrolment()}>{(enrolment) => <Scan enrolment={enrolment} />}</Answer>
    </Page>
  );
}

function Scan({ enrolment }: { enrolment: Enrolment }) {
  const t = useT();
  const navigate = useNavigate();
  const [label, setLabel] = useState(() => t("enrol.defaultName"));
  const next = (event: SyntheticEvent) => {
    event.preventDefault();
    savePendingEnrolment({ ...enrolment, label: label.trim() || t("enrol.defaultName") });
    void navigate("/mfa-verify", { replace: true }); // once it is set up, Back must not lead into the set-up again
  };
  return (
    <form onSubmit={next} noValidate>
      <h2>{t("enrol.scan")}</h2>
      <QrCode svg={enrolment.qr_svg} label={t("enrol.qr")} />
      {enrolment.otpauth_uri.startsWith("otpauth://") && (
        <p className="on-phone">
          <a id="totp-uri" className="tall" href={enrolment.otpauth_uri}>
            {t("enrol.open")}
          </a>
        </p>
      )}
      <p>{t("enrol.key")}</p>
      <code className="key" id="totp-secret" dir="ltr">
        {inGroups(enrolment.secret)}
      </code>
      <div className="actions">
        <CopyButton text={enrolment.secret}>{t("enrol.copyKey")}</CopyButton>
      </div>
      <h2>{t("enrol.name")}</h2>
      <Field
        name="label"
        label={t("enrol.nameLabel")}
        value={label}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => setLabel(event.target.value)}
        error={null}
      />
      <div className="actions">
        <button type="submit" id="continue">
          {t("enrol.continue")}
        </button>
        <Link className="button quiet" to="/security" replace>
          {t("app.cancel")}
        </Link>
      </div>
    </form>
  );
}

/** "ABCDEFGH" as "ABCD EFGH": easier to type, and apps ignore the spaces. */
export function inGroups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}
