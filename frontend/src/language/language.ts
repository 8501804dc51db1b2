/** Which language the app speaks: the person's own, else the browser's, else English. */
import type { Catalogue } from "../messages/catalogue";
import { en } from "../messages/en";

/** Each language by its own name, so that everybody finds theirs. */
export const LANGUAGES = {
  en: { name: "English", direction: "ltr" },
  de: { name: "Deutsch", direction: "ltr" },
  fr: { name: "Français", direction: "ltr" },
  es: { name: "Español", direction: "ltr" },
  ar: { name: "العربية", direction: "rtl" },
} as const;

export type Language = keyof typeof LANGUAGES;

export interface Spoken {
  language: Language;
  messages: Catalogue;
}

export const ENGLISH: Spoken = { language: "en", messages: en };

/** English is in the first script; the others come when they are needed. */
const LOADERS: Record<Language, () => Promise<Catalogue>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import("../messages/de")).de,
  fr: async () => (await import("../messages/fr")).fr,
  es: async () => (await import("../messages/es")).es,
  ar: async () => (await import("../messages/ar")).ar,
};

const KEY = "gatehouse.language";

/** The first language of `wanted` that we speak, region aside ("de-AT" is German). Spec: RFC 4647 §3.4. */
export function chooseLanguage(wanted: readonly (string | null | undefined)[]): Language {
  for (const tag of wanted) {
    const primary = tag?.toLowerCase().split(/[-_]/)[0];
    if (primary && Object.hasOwn(LANGUAGES, primary)) return primary as Language;
  }
  return "en";
}

/** Its messages; English when they cannot be fetched, because some words are better than none. */
export async function load(language: Language): Promise<Spoken> {
  try {
    return { language, messages: await LOADERS[language]() };
  } catch {
    return ENGLISH;
  }
}

/** What a page load begins with: the language of the last one in this tab, else that of the provider's pages, else the browser's. */
export function languageAtStart(ofProvider?: string): Language {
  return chooseLanguage([sessionStorage.getItem(KEY), ofProvider, ...navigator.languages]);
}

/** Keeps the language for the next page load in this tab; it is not known again before the API has answered. */
export function rememberLanguage(language: Language): void {
  sessionStorage.setItem(KEY, language);
}

/** Back to what the provider's pages or the browser say. */
export function forgetLanguage(): void {
  sessionStorage.removeItem(KEY);
}

/** The locale for dates and numbers: the browser's regional form of the language, where it has one. */
export function regional(language: Language): string {
  return (
    navigator.languages.find((tag) => chooseLanguage([tag]) === language && tag.startsWith(language)) ??
    language
  );
}
