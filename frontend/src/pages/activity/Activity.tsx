/** `/activity`: what happened to my account, day by day. */
import { type ActivityEntry, useActivity } from "../../api/activity";
import { useT, useVoice } from "../../language/LanguageProvider";
import { Answer } from "../../ui/Answer";
import { Card } from "../../ui/Card";
import { Failure } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Entry } from "./Entry";
import { byDay, dayWords } from "./words";

export function Activity() {
  const t = useT();
  const history = useActivity();
  return (
    <Page title={t("activity.title")} lead={t("activity.lead")}>
      <Answer query={history}>
        {(entries) =>
          entries.length === 0 ? <p className="empty">{t("activity.none")}</p> : <Days entries={entries} />
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
    </Page>
  );
}

function Days({ entries }: { entries: readonly ActivityEntry[] }) {
  const { locale } = useVoice();
  return byDay(entries).map(({ key, at, entries: ofDay }) => (
    <Card key={key} title={dayWords(at, new Date(), locale)}>
      <ul className="rows">
        {ofDay.map((entry) => (
          <Entry key={entry.reference} entry={entry} />
        ))}
      </ul>
    </Card>
  ));
}
