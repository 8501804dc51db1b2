/** `/lost-phone`: a new app, the lost one out, new codes; each step is done when the account says so. */
import { type ReactNode, useState } from "react";
import { Link } from "react-router-dom";
import { useUnfinished } from "../../api/action";
import { type Authenticator, useAuthenticators, useRenewCodes } from "../../api/authenticators";
import { type Me, useMe } from "../../api/me";
import { useT } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Card } from "../../ui/Card";
import { Failure } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Authenticators } from "./Authenticators";
import { Done } from "./Done";
import { lostSince } from "./lost";
import { SaveCodes } from "./SaveCodes";

export function LostPhone() {
  const t = useT();
  const me = useMe();
  const list = useAuthenticators();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [ended, setEnded] = useState(false);
  if (codes) {
    const done = () => {
      setEnded(true);
      setCodes(null);
    };
    return <SaveCodes codes={codes} onDone={done} />;
  }
  if (ended) return <Done title={t("lost.done.title")} text={t("lost.done.text")} />;
  return (
    <Page title={t("lost.title")} lead={t("lost.lead")}>
      <Answer query={me}>
        {({ factors }) => (
          <Answer query={list}>{(all) => <Steps factors={factors} all={all} onCodes={setCodes} />}</Answer>
        )}
      </Answer>
    </Page>
  );
}

interface StepsProps {
  factors: Me["factors"];
  all: readonly Authenticator[];
  onCodes: (codes: readonly string[]) => void;
}

function Steps({ factors, all, onCodes }: StepsProps) {
  const t = useT();
  const lost = lostSince(factors.recovery_code_used_at, all);
  const renew = useRenewCodes(onCodes);
  useUnfinished<null>("codes.renew", () => renew.mutate());
  const hasNew = all.length > lost.length;
  const isOut = hasNew && lost.length === 0;
  return (
    <>
      <Step title={t("lost.add")} done={hasNew}>
        <p>{t("lost.add.text")}</p>
        <div className="actions">
          <Link className="button" id="mfa-setup" to="/mfa-setup">
            {t("factor.add")}
          </Link>
        </div>
      </Step>
      <Step title={t("lost.remove")} done={isOut} waits={!hasNew}>
        <p>{t("lost.remove.text")}</p>
        <Authenticators keepLast={factors.mfa_required} only={lost} />
      </Step>
      <Step title={t("lost.codes")} done={false} waits={!isOut}>
        <p>{t("lost.codes.text")}</p>
        {renew.error && <Failure error={renew.error} />}
        <div className="actions">
          <button type="button" id="renew-codes" disabled={renew.isPending} onClick={() => renew.mutate()}>
            {t("codes.renew")}
          </button>
        </div>
      </Step>
    </>
  );
}

interface StepProps {
  title: string;
  done: boolean;
  /** An earlier step comes first: removing the only app, or the codes, would leave nothing to sign in with. */
  waits?: boolean;
  children: ReactNode;
}

function Step({ title, done, waits = false, children }: StepProps) {
  const t = useT();
  return (
    <Card title={title}>
      {done && (
        <p className="state" data-strength="good">
          {t("lost.stepDone")}
        </p>
      )}
      {!done && (waits ? <p className="muted">{t("lost.waits")}</p> : children)}
    </Card>
  );
}
