/** `/activity`: what happened to my account, day by day. */
import { useRef, useState } from "react";
import { useNavigate } from "react-router-dom";
import { useUnfinished } from "../../api/action";
import { type ActivityEntry, useActivity, useDeny } from "../../api/activity";
import { useT, useVoice } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Card } from "../../ui/Card";
import { Confirm } from "../../ui/Confirm";
import { Dotted } from "../../ui/Dotted";
import { Failure } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Entry } from "./Entry";
import { byDay, dayWords, isGuess, withCode } from "./words";

export function Activity() {
  const t = useT();
  const navigate = useNavigate();
  const history = useActivity();
  const [asking, setAsking] = useState<ActivityEntry | null>(null);
  const byCode = useRef(false);
  // The new password is the second half: it signs out whoever else is in.
  const toPassword = (denied: "ended" | "over" | "guess") =>
    void navigate("/password", { state: { denied, byCode: byCode.current } });
  const deny = useDeny((wasOpen) => toPassword(wasOpen ? "ended" : "over"));
  useUnfinished<string>("activity.not-me", deny.mutate);
  return (
    <Page title={t("activity.title")} lead={t("activity.lead")}>
      {deny.error && <Failure error={deny.error} />}
      <Answer query={history}>
        {(entries) =>
          entries.length === 0 ? (
            <p className="empty">{t("activity.none")}</p>
          ) : (
            <Days entries={entries} onDeny={setAsking} />
          )
        }
      </Answer>
      {history.isFetchNextPageError && <Failure error={history.error} />}
      {history.hasNextPage && (
        <div className="actions">
          <button
            type="button"
            className="quiet"
            id="earlier"
            aria-disabled={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {t("activity.earlier")}
          </button>
        </div>
      )}
      <p role="status" className="muted">
        {history.isFetchingNextPage && t("app.loading")}
      </p>
      {asking && (
        <Confirm
          question={t("notMe.ask")}
          action={t("notMe.confirm")}
          onClose={() => setAsking(null)}
          onConfirm={() => {
            byCode.current = withCode(asking);
            if (isGuess(asking)) toPassword("guess");
            else deny.mutate(asking.reference);
          }}
        >
          <Dotted>{[asking.device, asking.place, asking.ip]}</Dotted>
          <p>{t(isGuess(asking) ? "notMe.guess.text" : "notMe.text")}</p>
        </Confirm>
      )}
    </Page>
  );
}

interface DaysProps {
  entries: readonly ActivityEntry[];
  onDeny: (entry: ActivityEntry) => void;
}

function Days({ entries, onDeny }: DaysProps) {
  const { locale } = useVoice();
  return byDay(entries).map(({ key, at, entries: ofDay }) => (
    <Card key={key} title={dayWords(at, new Date(), locale)}>
      <ul className="rows">
        {ofDay.map((entry) => (
          <Entry key={entry.reference} entry={entry} onDeny={() => onDeny(entry)} />
        ))}
      </ul>
    </Card>
  ));
}
