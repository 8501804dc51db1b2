/** One thing that happened: what, when, from where, by which proof, for which app. */
import type { ActivityEntry } from "../../api/activity";
import { FACTORS } from "../../auth/words";
import { useT, useVoice } from "../../language/LanguageProvider";
import { Dotted } from "../../ui/Dotted";
import { KINDS, mayBeForeign } from "./words";

export function Entry({ entry, onDeny }: { entry: ActivityEntry; onDeny: () => void }) {
  const { t, locale } = useVoice();
  const at = new Date(entry.at);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(at);
  return (
    <li className="event" data-outcome={entry.outcome}>
      <div>
        <p className="name">
          {t(KINDS[entry.kind] ?? "activity.other")}
          {entry.is_new_device && !entry.sid_is_current && (
            <span className="badge bad">{t("activity.newBrowser")}</span>
          )}
          {entry.sid_is_current && <span className="badge">{t("sessions.thisBrowser")}</span>}
        </p>
        <Circumstances entry={entry} />
        {mayBeForeign(entry) && (
          <button
            type="button"
            className="link"
            aria-label={t("notMe.about", { event: t(KINDS[entry.kind] ?? "activity.other"), time })}
            onClick={onDeny}
          >
            {t("notMe")}
          </button>
        )}
      </div>
      <time className="muted" dateTime={at.toISOString()}>
        {time}
      </time>
    </li>
  );
}

function Circumstances({ entry }: { entry: ActivityEntry }) {
  const t = useT();
  const { device, place, ip, client, factor, ended_device } = entry;
  return (
    <>
      <Dotted>{[ended_device && t("activity.ended", { device: ended_device })]}</Dotted>
      <Dotted>{[factor && t(FACTORS[factor]), client && t("activity.for", { client: client.name })]}</Dotted>
      <Dotted>{[device, place, ip]}</Dotted>
    </>
  );
}
