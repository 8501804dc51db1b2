/** `/security`: what protects the account. */
import { useState } from "react";
import { Link, useLocation } from "react-router-dom";
import { type Me, useMe } from "../../api/me";
import { useT } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Card } from "../../ui/Card";
import { Status } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { SecondFactorStatus } from "../SecondFactorStatus";
import { Authenticators } from "./Authenticators";
import { CodesLeft } from "./CodesLeft";
import { CodeUsed } from "./CodeUsed";
import { EmailCodes } from "./EmailCodes";
import { SaveCodes } from "./SaveCodes";

export function Security() {
  const t = useT();
  const me = useMe();
  const { isReady } = (useLocation().state ?? {}) as { isReady?: boolean };
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) return <SaveCodes codes={codes} onDone={() => setCodes(null)} />;
  return (
    <Page title={t("security.title")} lead={t("security.lead")}>
      <Status>{isReady && t("enrol.ready.now")}</Status>
      <Answer query={me}>{(person) => <Cards me={person} onCodes={setCodes} />}</Answer>
    </Page>
  );
}

function Cards({ me, onCodes }: { me: Me; onCodes: (codes: readonly string[]) => void }) {
  const t = useT();
  const { factors } = me;
  return (
    <>
      <Card title={t("security.signIn")}>
        <ul className="rows">
          <li>
            <div>
              <p className="name">{t("security.password")}</p>
              <p className="muted">{t("security.password.text")}</p>
            </div>
            <Link className="button quiet small" id="change-password" to="/password">
              {t("security.password.change")}
            </Link>
          </li>
          <li>
            <div>
              <p className="name">{t("security.email")}</p>
              <p className="muted">
                <bdi>{me.email}</bdi>
              </p>
            </div>
            <Link className="button quiet small" id="change-email" to="/email">
              {t("security.email.change")}
            </Link>
          </li>
        </ul>
      </Card>
      <Card title={t("factor.title")}>
        <SecondFactorStatus factors={factors} />
        <CodeUsed factors={factors} />
        <Authenticators keepLast={factors.mfa_required} />
        <div className="actions">
          <Link className={factors.totp ? "button quiet" : "button"} id="mfa-setup" to="/mfa-setup">
            {t(factors.totp ? "factor.addAnother" : "factor.add")}
          </Link>
        </div>
      </Card>
      <EmailCodes factors={factors} />
      <CodesLeft factors={factors} onCodes={onCodes} />
    </>
  );
}
