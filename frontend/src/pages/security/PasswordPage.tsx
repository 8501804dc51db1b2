/** `/password`: a new password, which signs out everywhere else. */

import { useState } from "react";
import { Link, useLocation } from "react-router-dom";
import { useUnfinished } from "../../api/action";
import { useChangePassword } from "../../api/credentials";
import { fieldError } from "../../api/problem";
import { RequireFresh } from "../../auth/RequireFresh";
import { useT } from "../../language/LanguageProvider";
import { Form } from "../../ui/Form";
import { Page } from "../../ui/Page";
import { PasswordField } from "../../ui/PasswordField";
import { Done } from "./Done";

const FIELDS = ["current_password", "password"];

export function PasswordPage() {
  const t = useT();
  const change = useChangePassword();
  if (change.isSuccess) return <Changed />;
  const refused = FIELDS.some((field) => fieldError(change.error, field, t) !== null);
  return (
    <Page title={t("password.title")} lead={t("password.lead")} error={refused} narrow>
      <Denied />
      <RequireFresh>
        <PasswordForm change={change} />
      </RequireFresh>
    </Page>
  );
}

function PasswordForm({ change }: { change: ReturnType<typeof useChangePassword> }) {
  const t = useT();
  const { error, isPending, mutate } = change;
  const [again, setAgain] = useState(false);
  useUnfinished<null>("password.change", () => setAgain(true)); // passwords are kept nowhere, so they are typed again
  return (
    <Form
      error={error}
      fields={FIELDS}
      busy={isPending}
      onSubmit={(typed) => {
        setAgain(false);
        mutate({
          current_password: typed("current_password"),
          password: typed("password"),
        });
      }}
    >
      <div role="status">{again && <p className="notice">{t("password.again")}</p>}</div>
      <PasswordField
        name="current_password"
        label={t("password.current")}
        autoComplete="current-password"
        error={fieldError(error, "current_password", t)}
      />
      <PasswordField
        name="password"
        label={t("password.new")}
        hint={t("password.hint")}
        autoComplete="new-password"
        error={fieldError(error, "password", t)}
      />
      <div className="actions">
        <button type="submit" id="save" aria-disabled={isPending}>
          {t("password.save")}
        </button>
        <Link className="button quiet" to="/security">
          {t("app.cancel")}
        </Link>
      </div>
    </Form>
  );
}

/** The second half of "This wasn't me". */
function Denied() {
  const t = useT();
  const { denied, byCode } = useDenied();
  if (!denied) return null;
  return (
    <p className="notice" role="status" id="denied">
      {t(DENIED[denied])} {byCode && t("notMe.codes")}
    </p>
  );
}

const DENIED = { ended: "notMe.ended", over: "notMe.over", guess: "notMe.guess" } as const;

function useDenied() {
  return (useLocation().state ?? {}) as { denied?: "ended" | "over" | "guess"; byCode?: boolean };
}

function Changed() {
  const t = useT();
  const { byCode } = useDenied();
  return (
    <Done
      title={t("password.changed.title")}
      text={t("password.changed.text")}
      {...(byCode && { next: { to: "/security", state: { renewCodes: true }, name: t("notMe.renew") } })}
    />
  );
}
