/** `/apps`: who may act for me, with what, and the button that ends it. */
import { useState } from "react";
import { useUnfinished } from "../api/action";
import { type ConnectedApp, useApps, useDisconnect } from "../api/apps";
import { useT, Words } from "../language/LanguageProvider";
import { useServices } from "../services";
import { Answer } from "../ui/Answer";
import { Card } from "../ui/Card";
import { Confirm } from "../ui/Confirm";
import { Dotted } from "../ui/Dotted";
import { Failure, Status } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Time } from "../ui/Time";

export function Apps() {
  const t = useT();
  const [done, setDone] = useState("");
  const [asking, setAsking] = useState<ConnectedApp | null>(null);
  const disconnect = useDisconnect(({ name }) => setDone(t("apps.disconnected", { name })));
  useUnfinished<ConnectedApp>("app.disconnect", disconnect.mutate);
  return (
    <Page title={t("apps.title")} lead={t("apps.lead")}>
      <Status>{disconnect.error ? null : done}</Status>
      {disconnect.error && <Failure error={disconnect.error} />}
      <Answer query={useApps()}>
        {(apps) =>
          apps.length === 0 ? (
            <p className="empty">{t("apps.none")}</p>
          ) : (
            apps.map((app) => (
              <Card key={app.client_id} title={app.name}>
                <App app={app} busy={disconnect.isPending} onAsk={() => setAsking(app)} />
              </Card>
            ))
          )
        }
      </Answer>
      {asking && (
        <Confirm
          question={t("apps.disconnect.ask", { name: asking.name })}
          action={t("apps.disconnect")}
          onClose={() => setAsking(null)}
          onConfirm={() => {
            setDone("");
            disconnect.mutate(asking);
          }}
        >
          <p>{t("apps.disconnect.text", { name: asking.name })}</p>
        </Confirm>
      )}
    </Page>
  );
}

function App({ app, busy, onAsk }: { app: ConnectedApp; busy: boolean; onAsk: () => void }) {
  const t = useT();
  const { auth } = useServices();
  const isThisApp = app.client_id === auth.config.client_id;
  return (
    <>
      {app.access === "first_party" && <p className="muted">{t("apps.firstParty")}</p>}
      <p>{t("apps.may")}</p>
      <ul className="plain">
        {app.scopes.map(({ scope, words }) => (
          <li key={scope}>{words}</li>
        ))}
      </ul>
      <Dotted>
        {[
          <Words key="since" of="apps.since" gaps={{ time: <Time at={app.connected_at} /> }} />,
          <Words key="used" of="apps.used" gaps={{ time: <Time at={app.last_used_at} /> }} />,
        ]}
      </Dotted>
      {app.is_offline && <p className="muted">{t("apps.offline")}</p>}
      {isThisApp ? (
        <p className="muted">{t("apps.thisOne")}</p>
      ) : (
        <div className="actions">
          <button
            type="button"
            className="danger"
            disabled={busy}
            aria-label={t("apps.disconnectOne", { name: app.name })}
            onClick={onAsk}
          >
            {t("apps.disconnect")}
          </button>
        </div>
      )}
    </>
  );
}
