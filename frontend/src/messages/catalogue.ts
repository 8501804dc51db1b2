/** The shape that every language fills: the keys of English, with the same gaps in the same places. */
import type { en } from "./en";

/** One text for each plural form that the language has; `other` always. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export type Key = keyof typeof en;

/** All texts of the app in one language. */
export type Catalogue = { readonly [K in Key]: (typeof en)[K] extends string ? string : Plural };

type Text<K extends Key> = (typeof en)[K] extends infer M extends string
  ? M
  : (typeof en)[K] extends { other: infer M extends string }
    ? M
    : never;

type GapsIn<M extends string> = M extends `${string}{${infer Name}}${infer Rest}`
  ? Name | GapsIn<Rest>
  : never;

/** What a message needs to be whole; `count` also chooses the plural form. */
export type Params<K extends Key> = { [Name in GapsIn<Text<K>>]: Name extends "count" ? number : string };

/** Keys of messages without gaps: those that tables of words may hold. */
export type PlainKey = { [K in Key]: [keyof Params<K>] extends [never] ? K : never }[Key];
