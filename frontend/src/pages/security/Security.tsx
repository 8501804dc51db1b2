/** `/security`: what protects the account. */
import { useState } from "react";
import { Link } from "react-router-dom";
import { useCodesSaved } from "../../api/authenticators";
import { type Me, useMe } from "../../api/me";
import { useT } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Card } from "../../ui/Card";
import { Page } from "../../ui/Page";
import { RecoveryCodes } from "../../ui/RecoveryCodes";
import { SecondFactorStatus } from "../SecondFactorStatus";
import { Authenticators } from "./Authenticators";
import { CodesLeft } from "./CodesLeft";

export function Security() {
  const t = useT();
  const me = useMe();
  const saved = useCodesSaved();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) {
    const done = () => saved.mutate(undefined, { onSettled: () => setCodes(null) });
    return (
      <Page title={t("codes.save.title")} narrow>
        <RecoveryCodes codes={codes} account={me.data?.email ?? t("codes.yourAccount")} onSaved={done} />
      </Page>
    );
  }
  return (
    <Page title={t("security.title")} lead={t("security.lead")}>
      <Answer query={me}>{(person) => <Cards me={person} onCodes={setCodes} />}</Answer>
    </Page>
  );
}

function Cards({ me, onCodes }: { me: Me; onCodes: (codes: readonly string[]) => void }) {
  const t = useT();
  const { factors } = me;
  return (
    <>
      <Card title={t("factor.title")}>
        <SecondFactorStatus factors={factors} />
        <Authenticators />
        <div className="actions">
          <Link className={factors.totp ? "button quiet" : "button"} id="mfa-setup" to="/mfa-setup">
            {t(factors.totp ? "factor.addAnother" : "factor.add")}
          </Link>
        </div>
      </Card>
      <CodesLeft factors={factors} onCodes={onCodes} />
    </>
  );
}
