/** A moment in the person's own language and time zone. */
import { useVoice } from "../language/LanguageProvider";

export function Time({ at }: { at: string | Date }) {
  const { t, locale } = useVoice();
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return t("app.unknown");
  const words = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(date);
  return <time dateTime={date.toISOString()}>{words}</time>;
}
