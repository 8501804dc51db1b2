/** The authenticator apps, each with its name and last use; renamed and removed here. */
import { useState } from "react";
import { useUnfinished } from "../../api/action";
import { type Authenticator, useAuthenticators, useRemoveAuthenticator } from "../../api/authenticators";
import { useT } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Confirm } from "../../ui/Confirm";
import { Failure, Status } from "../../ui/Notice";
import { AuthenticatorRow } from "./AuthenticatorRow";

interface Props {
  /** The policy demands an app, so the last one stays. */
  keepLast: boolean;
  /** Only these of them. */
  only?: readonly Authenticator[];
}

export function Authenticators({ keepLast, only }: Props) {
  const t = useT();
  const [asking, setAsking] = useState<Authenticator | null>(null);
  const [done, setDone] = useState("");
  const list = useAuthenticators();
  const nameOf = ({ label }: Authenticator) => label || t("authenticators.unnamed");
  const remove = useRemoveAuthenticator((gone) =>
    setDone(t("authenticators.removed", { name: nameOf(gone) })),
  );
  useUnfinished<Authenticator>("authenticator.remove", remove.mutate);
  const isLast = list.data?.length === 1;
  return (
    <>
      <Status>{remove.error ? null : done}</Status>
      {remove.error && <Failure error={remove.error} />}
      <Answer query={list}>
        {(all) =>
          all.length > 0 && (
            <ul className="rows" aria-label={t("authenticators.title")}>
              {(only ?? all).map((authenticator) => (
                <AuthenticatorRow
                  key={authenticator.id}
                  authenticator={authenticator}
                  name={nameOf(authenticator)}
                  {...(!(keepLast && isLast) && { onRemove: () => setAsking(authenticator) })}
                />
              ))}
            </ul>
          )
        }
      </Answer>
      {keepLast && isLast && <p className="muted">{t("authenticators.required")}</p>}
      {asking && (
        <Confirm
          question={t("authenticators.remove.ask", { name: nameOf(asking) })}
          action={t("authenticators.remove")}
          onClose={() => setAsking(null)}
          onConfirm={() => {
            setDone("");
            remove.mutate(asking);
          }}
        >
          <p>{t("authenticators.remove.text")}</p>
          {isLast && <p>{t("authenticators.remove.last")}</p>}
        </Confirm>
      )}
    </>
  );
}
