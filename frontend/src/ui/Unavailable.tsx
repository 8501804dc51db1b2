/** Shown when the app cannot start or a page broke: what happened, and one button. */
import { InsecureBrowser } from "../boot";
import { ConfigError } from "../config";
import { useT } from "../language/LanguageProvider";
import type { Translate } from "../language/translate";
import { Page } from "./Page";

function words(error: unknown, t: Translate): { title: string; text: string } {
  if (error instanceof ConfigError) {
    const text = t("unavailable.notSetUp.text", { fault: error.message });
    return { title: t("unavailable.notSetUp.title"), text };
  }
  if (error instanceof InsecureBrowser) {
    return { title: t("unavailable.browser.title"), text: t("unavailable.browser.text") };
  }
  if (error instanceof TypeError || !navigator.onLine) {
    return { title: t("unavailable.offline.title"), text: t("unavailable.offline.text") };
  }
  return { title: t("unavailable.broken.title"), text: t("unavailable.broken.text") };
}

export function Unavailable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useT();
  const { title, text } = words(error, t);
  return (
    <Page title={title} lead={text} error narrow>
      <div className="actions">
        <button type="button" onClick={onRetry}>
          {t("app.tryAgain")}
        </button>
      </div>
    </Page>
  );
}
