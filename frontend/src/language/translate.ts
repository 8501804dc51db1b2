/** Messages with their gaps filled, `{name}` by name, and plurals by the rules of the language (Unicode CLDR, through Intl). */
import type { Catalogue, Key, Params, Plural } from "../messages/catalogue";

/** Without gaps a message takes nothing; with gaps it takes exactly those. */
type Gaps<K extends Key> = [keyof Params<K>] extends [never] ? [] : [values: Params<K>];

export type Translate = <K extends Key>(key: K, ...values: Gaps<K>) => string;

const GAP = /\{(\w+)\}/;

/** The one function that gives people text. */
export function translator(language: string, messages: Catalogue): Translate {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (key, ...[values]) => {
    const given = (values ?? {}) as Record<string, string | number>;
    const message = form(messages[key], given.count, rules);
    return pieces(message)
      .map(({ text, gap }) => {
        const value = gap === undefined ? text : given[gap];
        return typeof value === "number" ? numbers.format(value) : (value ?? text);
      })
      .join("");
  };
}

/** A message in the plural form that `count` asks for. */
export function form(
  message: string | Plural,
  count: string | number | undefined,
  rules: Intl.PluralRules,
): string {
  if (typeof message === "string") return message;
  return message[rules.select(Number(count))] ?? message.other;
}

/** A message cut at its gaps; a gap keeps its own text for the case that nobody fills it. */
export function pieces(message: string): { text: string; gap?: string }[] {
  return message.split(/(\{\w+\})/).map((text) => {
    const gap = GAP.exec(text)?.[1];
    return gap === undefined ? { text } : { text, gap };
  });
}
