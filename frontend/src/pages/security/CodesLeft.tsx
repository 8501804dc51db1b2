/** How many recovery codes are left, and new ones. */
import { useState } from "react";
import { useLocation } from "react-router-dom";
import { useUnfinished } from "../../api/action";
import { useCodesSaved, useRenewCodes } from "../../api/authenticators";
import type { Me } from "../../api/me";
import { useT } from "../../language/LanguageProvider";
import { Card } from "../../ui/Card";
import { Confirm } from "../../ui/Confirm";
import { Failure } from "../../ui/Notice";

interface Props {
  factors: Me["factors"];
  onCodes: (codes: readonly string[]) => void;
}

export function CodesLeft({ factors, onCodes }: Props) {
  const t = useT();
  const { renewCodes } = (useLocation().state ?? {}) as { renewCodes?: boolean };
  const [asking, setAsking] = useState(renewCodes === true);
  const renew = useRenewCodes(onCodes);
  const saved = useCodesSaved();
  useUnfinished<null>("codes.renew", () => renew.mutate());
  return (
    <Card title={t("codes.title")}>
      {renew.error && <Failure error={renew.error} />}
      {factors.totp ? (
        <>
          <p id="codes-left" className="name">
            {t("codes.left", { count: factors.recovery_codes_left })}
          </p>
          <p className="muted">{t("codes.text")}</p>
          {!factors.recovery_codes_saved && <p className="notice">{t("codes.notSaved")}</p>}
          <div className="actions">
            {!factors.recovery_codes_saved && (
              <button type="button" id="have-saved" disabled={saved.isPending} onClick={() => saved.mutate()}>
                {t("codes.saved")}
              </button>
            )}
            <button
              type="button"
              id="renew-codes"
              className="quiet"
              disabled={renew.isPending}
              onClick={() => setAsking(true)}
            >
              {t("codes.renew")}
            </button>
          </div>
        </>
      ) : (
        <p className="empty">{t("codes.needApp")}</p>
      )}
      {asking && (
        <Confirm
          question={t("codes.renew.ask")}
          action={t("codes.renew")}
          onClose={() => setAsking(false)}
          onConfirm={() => renew.mutate()}
        >
          <p>{t("codes.renew.text")}</p>
        </Confirm>
      )}
    </Card>
  );
}
