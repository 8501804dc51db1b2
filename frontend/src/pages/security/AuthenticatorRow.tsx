/** One authenticator app: its name, which its owner may change in place, and when it was used. */
import { type SyntheticEvent, useRef, useState } from "react";
import { type Authenticator, useRename } from "../../api/authenticators";
import { useT, Words } from "../../language/LanguageProvider";
import { Dotted } from "../../ui/Dotted";
import { Failure } from "../../ui/Notice";
import { Time } from "../../ui/Time";

interface Props {
  authenticator: Authenticator;
  name: string;
  onRemove?: () => void;
}

export function AuthenticatorRow({ authenticator, name, onRemove }: Props) {
  const t = useT();
  const [naming, setNaming] = useState(false);
  const { created_at, last_used_at } = authenticator;
  if (naming) {
    return (
      <li>
        <Naming authenticator={authenticator} onDone={() => setNaming(false)} />
      </li>
    );
  }
  return (
    <li>
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
      <div className="buttons">
        <button
          type="button"
          className="quiet small"
          aria-label={t("authenticators.renameOne", { name })}
          onClick={() => setNaming(true)}
        >
          {t("authenticators.rename")}
        </button>
        {onRemove && (
          <button
            type="button"
            className="quiet small"
            aria-label={t("authenticators.removeOne", { name })}
            onClick={onRemove}
          >
            {t("authenticators.remove")}
          </button>
        )}
      </div>
    </li>
  );
}

/** The new name shows at once: should it be refused, the old one comes back and nothing is lost. */
function Naming({ authenticator, onDone }: { authenticator: Authenticator; onDone: () => void }) {
  const t = useT();
  const rename = useRename();
  const field = useRef<HTMLInputElement>(null);
  const id = `name-${authenticator.id}`;
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    rename.mutate({ id: authenticator.id, label: field.current?.value.trim() ?? "" }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={save} className="inline" noValidate>
      {rename.error && <Failure error={rename.error} />}
      <label htmlFor={id}>{t("enrol.nameLabel")}</label>
      {/* The person pressed "Rename": focus belongs here. */}
      <input
        ref={(element) => {
          if (element && field.current === null) element.focus();
          field.current = element;
        }}
        id={id}
        defaultValue={authenticator.label}
        maxLength={60}
        autoComplete="off"
      />
      <div className="buttons">
        <button type="submit" className="small" disabled={rename.isPending}>
          {t("authenticators.saveName")}
        </button>
        <button type="button" className="quiet small" onClick={onDone}>
          {t("app.cancel")}
        </button>
      </div>
    </form>
  );
}
