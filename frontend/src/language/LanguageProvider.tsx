/** The language of the app, for every part of it. */
import {
  createContext,
  createElement,
  Fragment,
  type ReactNode,
  useCallback,
  useContext,
  useLayoutEffect,
  useMemo,
  useState,
} from "react";
import type { Key, Params } from "../messages/catalogue";
import { ENGLISH, LANGUAGES, type Language, load, regional, rememberLanguage, type Spoken } from "./language";
import { form, pieces, type Translate, translator } from "./translate";

interface Voice extends Spoken {
  t: Translate;
  /** For Intl: the language with the browser's region. */
  locale: string;
  speak: (language: Language) => Promise<void>;
}

const Context = createContext<Voice>(voice(ENGLISH, () => Promise.resolve()));

function voice(spoken: Spoken, speak: Voice["speak"]): Voice {
  const { language, messages } = spoken;
  return { ...spoken, t: translator(language, messages), locale: regional(language), speak };
}

export function LanguageProvider({ start, children }: { start: Spoken; children: ReactNode }) {
  const [spoken, setSpoken] = useState(start);
  const speak = useCallback(async (language: Language) => {
    const next = await load(language);
    rememberLanguage(next.language);
    setSpoken(next);
  }, []);
  useLayoutEffect(() => {
    document.documentElement.lang = spoken.language;
    document.documentElement.dir = LANGUAGES[spoken.language].direction;
  }, [spoken]);
  return <Context value={useMemo(() => voice(spoken, speak), [spoken, speak])}>{children}</Context>;
}

export function useVoice(): Voice {
  return useContext(Context);
}

/** The function that gives text in the current language. */
export function useT(): Translate {
  return useContext(Context).t;
}

type Filled<K extends Key> = { [Name in keyof Params<K>]: Name extends "count" ? number : ReactNode };

/** A message whose gaps are filled with elements: a time, a link, an emphasis. */
export function Words<K extends Key>({ of, gaps }: { of: K; gaps: Filled<K> }) {
  const { language, messages } = useVoice();
  const given = gaps as Record<string, ReactNode>;
  const text = form(messages[of], given.count as number | undefined, new Intl.PluralRules(language));
  const parts = pieces(text).map(({ text: piece, gap }) => (gap === undefined ? piece : given[gap]));
  return createElement(Fragment, null, ...parts); // spread: the parts of one sentence need no keys
}
