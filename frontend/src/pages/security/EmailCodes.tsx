/** Codes by e-mail beside an app: the person's own switch. */
import { useState } from "react";
import { useUnfinished } from "../../api/action";
import { useSwitchEmailCode } from "../../api/credentials";
import type { Me } from "../../api/me";
import { useT } from "../../language/LanguageProvider";
import { Card } from "../../ui/Card";
import { Failure, Status } from "../../ui/Notice";

export function EmailCodes({ factors }: { factors: Me["factors"] }) {
  const t = useT();
  const [done, setDone] = useState("");
  const change = useSwitchEmailCode((on) =>
    setDone(t(on ? "emailCodes.switchedOn" : "emailCodes.switchedOff")),
  );
  useUnfinished<boolean>("email-code.switch", change.mutate);
  const { totp, email_code, email_code_off } = factors;
  if (!totp || (!email_code && !email_code_off)) return null; // without an app it is no choice; or the operator made it
  const next = !email_code;
  return (
    <Card title={t("emailCodes.title")}>
      <Status>{change.error ? null : done}</Status>
      {change.error && <Failure error={change.error} />}
      <p id="email-code-status">{t(email_code ? "emailCodes.on" : "emailCodes.off")}</p>
      <div className="actions">
        <button
          type="button"
          id="email-code"
          className="quiet"
          disabled={change.isPending}
          onClick={() => change.mutate(next)}
        >
          {t(next ? "emailCodes.switchOn" : "emailCodes.switchOff")}
        </button>
      </div>
    </Card>
  );
}
