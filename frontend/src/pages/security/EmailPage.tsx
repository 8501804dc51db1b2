/** `/email`: a new address, proved by a code that is sent there. */
import { useState } from "react";
import { Link } from "react-router-dom";
import { useUnfinished } from "../../api/action";
import { useAskForAddress, useConfirmAddress } from "../../api/credentials";
import { useMe } from "../../api/me";
import { fieldError } from "../../api/problem";
import { RequireFresh } from "../../auth/RequireFresh";
import { useT, Words } from "../../language/LanguageProvider";
import { CodeField, Field, Form } from "../../ui/Form";
import { Failure, Status } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Done } from "./Done";

export function EmailPage() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [changed, setChanged] = useState(false);
  if (changed) return <Changed />;
  if (sentTo)
    return <Code address={sentTo} onOther={() => setSentTo(null)} onDone={() => setChanged(true)} />;
  return <Address typed={typed} onTyped={setTyped} onSent={setSentTo} />;
}

interface AddressProps {
  typed: string;
  onTyped: (address: string) => void;
  onSent: (address: string) => void;
}

function Address({ typed, onTyped, onSent }: AddressProps) {
  const t = useT();
  const me = useMe();
  const ask = useAskForAddress(onSent);
  useUnfinished<string>("email.ask", (email) => {
    onTyped(email);
    ask.mutate(email);
  });
  const wrong = fieldError(ask.error, "email", t);
  return (
    <Page title={t("email.title")} lead={t("email.lead")} error={wrong !== null} narrow>
      <RequireFresh>
        <p>
          <Words of="email.current" gaps={{ email: <strong>{me.data?.email}</strong> }} />
        </p>
        <Form
          error={ask.error}
          fields={["email"]}
          busy={ask.isPending}
          onSubmit={() => ask.mutate(typed.trim())}
        >
          <Field
            name="email"
            label={t("email.new")}
            type="email"
            autoComplete="email"
            value={typed}
            onChange={(event) => onTyped(event.target.value)}
            error={wrong}
          />
          <div className="actions">
            <button type="submit" id="send" aria-disabled={ask.isPending}>
              {t("email.send")}
            </button>
            <Link className="button quiet" to="/security">
              {t("app.cancel")}
            </Link>
          </div>
        </Form>
      </RequireFresh>
    </Page>
  );
}

interface CodeProps {
  address: string;
  onOther: () => void;
  onDone: () => void;
}

function Code({ address, onOther, onDone }: CodeProps) {
  const t = useT();
  const confirm = useConfirmAddress(address, onDone);
  const [again, setAgain] = useState(false);
  const ask = useAskForAddress(() => setAgain(true));
  const wrong = fieldError(confirm.error, "code", t);
  return (
    <Page
      title={t("email.code.title")}
      lead={t("email.code.lead", { email: address })}
      error={wrong !== null}
      narrow
    >
      <Status>{again && !ask.error && t("email.code.sentAgain")}</Status>
      {ask.error && <Failure error={ask.error} />}
      <Form
        key={confirm.failureCount /* a refused code is taken off the page */}
        error={confirm.error}
        fields={["code"]}
        busy={confirm.isPending}
        onSubmit={(typed) => confirm.mutate(typed("code"))}
      >
        <CodeField label={t("email.code.label")} error={wrong} />
        <div className="actions">
          <button type="submit" id="verify" aria-disabled={confirm.isPending}>
            {t("enrol.code.verify")}
          </button>
          <button type="button" id="resend" className="quiet" onClick={() => ask.mutate(address)}>
            {t("email.code.resend")}
          </button>
          <button type="button" className="link" onClick={onOther}>
            {t("email.code.other")}
          </button>
        </div>
      </Form>
    </Page>
  );
}

function Changed() {
  const t = useT();
  return <Done title={t("email.changed.title")} text={t("email.changed.text")} />;
}
