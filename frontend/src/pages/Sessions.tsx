/** `/sessions`: where I am signed in, and the buttons that end it elsewhere. */
import { useState } from "react";
import { Link } from "react-router-dom";
import { useUnfinished } from "../api/action";
import { type Session, useEndOthers, useEndSession, useSessions } from "../api/sessions";
import { FACTORS } from "../auth/words";
import { useT, useVoice, Words } from "../language/LanguageProvider";
import { Answer } from "../ui/Answer";
import { Card } from "../ui/Card";
import { Confirm } from "../ui/Confirm";
import { Dotted } from "../ui/Dotted";
import { Failure, Status } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Time } from "../ui/Time";

export function Sessions() {
  const t = useT();
  const [done, setDone] = useState("");
  const [asking, setAsking] = useState(false);
  const end = useEndSession(({ device }) => setDone(t("sessions.signedOut", { device })));
  const endOthers = useEndOthers((count) =>
    setDone(count === 0 ? t("sessions.nowhereElse") : t("sessions.ended", { count })),
  );
  useUnfinished<Session>("session.end", end.mutate);
  useUnfinished<null>("session.end-others", () => endOthers.mutate());
  const busy = end.isPending || endOthers.isPending;
  const error = end.error ?? endOthers.error;

  const clear = () => {
    setDone("");
    end.reset();
    endOthers.reset();
  };

  return (
    <Page title={t("sessions.title")} lead={t("sessions.lead")}>
      <Status>{error ? null : done}</Status>
      {!error && done && <KnowsThePassword />}
      {error && <Failure error={error} />}
      <Answer query={useSessions()}>
        {(all) => (
          <>
            <Card title={t("sessions.thisBrowser")}>
              <ul className="rows">
                {all.filter(isCurrent).map((session) => (
                  <Row key={session.handle} session={session} />
                ))}
              </ul>
            </Card>
            <Card title={t("sessions.others")}>
              {all.every(isCurrent) ? (
                <p className="empty">{t("sessions.onlyHere")}</p>
              ) : (
                <>
                  <ul className="rows">
                    {all
                      .filter((session) => !session.current)
                      .map((session) => (
                        <Row
                          key={session.handle}
                          session={session}
                          busy={busy}
                          onEnd={() => {
                            clear();
                            end.mutate(session);
                          }}
                        />
                      ))}
                  </ul>
                  <div className="actions">
                    <button
                      type="button"
                      className="danger"
                      id="revoke-others"
                      disabled={busy}
                      onClick={() => setAsking(true)}
                    >
                      {t("sessions.everywhereElse")}
                    </button>
                  </div>
                </>
              )}
            </Card>
          </>
        )}
      </Answer>
      {asking && (
        <Confirm
          question={t("sessions.everywhereElse.ask")}
          action={t("sessions.everywhereElse")}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            clear();
            endOthers.mutate();
          }}
        >
          <p>{t("sessions.everywhereElse.text")}</p>
        </Confirm>
      )}
    </Page>
  );
}

/** A stranger who is thrown out comes back by the same password. */
function KnowsThePassword() {
  const t = useT();
  return (
    <p className="notice" id="unknown-browser">
      {t("sessions.unknown")} <Link to="/password">{t("sessions.changePassword")}</Link>
    </p>
  );
}

const isCurrent = ({ current }: Session) => current;

const inList = (names: string[], locale: string) =>
  new Intl.ListFormat(locale, { type: "unit", style: "short" }).format(names);

function Row({ session, busy, onEnd }: { session: Session; busy?: boolean; onEnd?: () => void }) {
  const { t, locale } = useVoice();
  const { factor, ip, place, client, apps, created_at, last_seen_at } = session;
  const names = apps.map(({ name }) => name);
  if (client && !names.includes(client.name)) names.unshift(client.name);
  const device = session.device || t("sessions.unknownBrowser");
  return (
    <li>
      <div>
        <p className="name">{device}</p>
        <Dotted>
          {[
            <Words key="first" of="sessions.first" gaps={{ time: <Time at={created_at} /> }} />,
            <Words key="last" of="sessions.last" gaps={{ time: <Time at={last_seen_at} /> }} />,
          ]}
        </Dotted>
        <Dotted>{[factor && t(FACTORS[factor]), place, ip]}</Dotted>
        {names.length > 0 && <p className="muted">{t("sessions.apps", { apps: inList(names, locale) })}</p>}
      </div>
      {onEnd && (
        <button
          type="button"
          className="quiet small"
          disabled={busy}
          aria-label={t("sessions.signOutOne", { device })}
          onClick={onEnd}
        >
          {t("sessions.signOut")}
        </button>
      )}
    </li>
  );
}
