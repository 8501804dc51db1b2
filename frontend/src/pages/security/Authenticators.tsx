/** The authenticator apps, each with its name and last use, and the way to remove one. */
import { useState } from "react";
import { useUnfinished } from "../../api/action";
import { type Authenticator, useAuthenticators, useRemoveAuthenticator } from "../../api/authenticators";
import { useT, Words } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Confirm } from "../../ui/Confirm";
import { Dotted } from "../../ui/Dotted";
import { Failure, Status } from "../../ui/Notice";
import { Time } from "../../ui/Time";

export function Authenticators() {
  const t = useT();
  const [asking, setAsking] = useState<Authenticator | null>(null);
  const [done, setDone] = useState("");
  const list = useAuthenticators();
  const nameOf = ({ label }: Authenticator) => label || t("authenticators.unnamed");
  const remove = useRemoveAuthenticator((gone) =>
    setDone(t("authenticators.removed", { name: nameOf(gone) })),
  );
  useUnfinished<Authenticator>("authenticator.remove", remove.mutate);
  return (
    <>
      <Status>{remove.error ? null : done}</Status>
      {remove.error && <Failure error={remove.error} />}
      <Answer query={list}>
        {(all) =>
          all.length > 0 && (
            <ul className="rows" aria-label={t("authenticators.title")}>
              {all.map((authenticator) => (
                <li key={authenticator.id}>
                  <Facts authenticator={authenticator} name={nameOf(authenticator)} />
                  <button
                    type="button"
                    className="quiet small"
                    disabled={remove.isPending}
                    aria-label={t("authenticators.removeOne", { name: nameOf(authenticator) })}
                    onClick={() => setAsking(authenticator)}
                  >
                    {t("authenticators.remove")}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
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
          {list.data?.length === 1 && <p>{t("authenticators.remove.last")}</p>}
        </Confirm>
      )}
    </>
  );
}

function Facts({ authenticator, name }: { authenticator: Authenticator; name: string }) {
  const t = useT();
  const { created_at, last_used_at } = authenticator;
  return (
    <div>
      <p className="name">{name}</p>
      <Dotted>
        {[
          <Words key="added" of="authenticators.added" gaps={{ time: <Time at={created_at} /> }} />,
          last_used_at ? (
            <Words key="used" of="authenticators.used" gaps={{ time: <Time at={last_used_at} /> }} />
          ) : (
            t("authenticators.neverUsed")
          ),
        ]}
      </Dotted>
    </div>
  );
}
