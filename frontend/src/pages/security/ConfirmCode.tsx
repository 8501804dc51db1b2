/** The six digits that prove a new authenticator app works. */
import { type SyntheticEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Link } from "react-router-dom";
import { useConfirmEnrolment } from "../../api/authenticators";
import { useMe } from "../../api/me";
import { ApiError, fieldError } from "../../api/problem";
import { useT } from "../../language/LanguageProvider";
import { CodeField } from "../../ui/Form";
import { Failure } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import type { PendingEnrolment } from "./pending-enrolment";
import { forgetPendingEnrolment } from "./pending-enrolment";

interface Props {
  waiting: PendingEnrolment;
  /** Gets the recovery codes; none when the person has some already. */
  onDone: (codes: readonly string[]) => void;
}

export function ConfirmCode({ waiting, onDone }: Props) {
  const t = useT();
  const confirm = useConfirmEnrolment();
  const me = useMe();
  const input = useRef<HTMLInputElement>(null);
  const [empty, setEmpty] = useState(false);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const code = input.current?.value.trim() ?? "";
    flushSync(() => setEmpty(code === ""));
    if (code === "") return input.current?.focus();
    if (confirm.isPending) return; // a double click must not spend a second attempt
    confirm.mutate(
      { id: waiting.id, code, label: waiting.label },
      { onSuccess: ({ recovery_codes }) => onDone(recovery_codes) },
    );
  };
  useEffect(() => {
    if (!confirm.error || !input.current) return;
    input.current.value = "";
    input.current.focus(); // with its message already beside it
  }, [confirm.error]);

  if (isGone(confirm.error)) return <Expired />;
  const wrong = empty ? t("enrol.code.empty") : fieldError(confirm.error, "code", t);
  return (
    <Page
      title={t("enrol.code.title")}
      lead={t("enrol.code.lead", { account: me.data?.email ?? t("codes.yourAccount") })}
      error={Boolean(wrong)}
      narrow
    >
      {confirm.isError && !wrong && <Failure error={confirm.error} />}
      <form onSubmit={submit} noValidate>
        <CodeField ref={input} label={t("enrol.code.label")} error={wrong} aria-required="true" />
        <div className="actions">
          <button type="submit" id="verify" aria-disabled={confirm.isPending}>
            {t("enrol.code.verify")}
          </button>
          <Link className="tall" to="/mfa-setup" replace>
            {t("enrol.code.qrAgain")}
          </Link>
          <Link className="tall" to="/security" replace onClick={forgetPendingEnrolment}>
            {t("app.cancel")}
          </Link>
        </div>
      </form>
    </Page>
  );
}

/** The server no longer knows the enrolment. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}

function Expired() {
  const t = useT();
  return (
    <Page title={t("enrol.expired.title")} lead={t("enrol.expired.text")} error narrow>
      <div className="actions">
        <Link className="button" to="/mfa-setup" replace onClick={forgetPendingEnrolment}>
          {t("enrol.expired.again")}
        </Link>
      </div>
    </Page>
  );
}
