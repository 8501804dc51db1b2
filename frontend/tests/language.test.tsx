/** Every text in every language, and the rules by which one is chosen. */
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { LanguageProvider, Words } from "../src/language/LanguageProvider";
import { chooseLanguage, ENGLISH, LANGUAGES, type Language, load } from "../src/language/language";
import { pieces, translator } from "../src/language/translate";
import { en } from "../src/messages/en";
import { Tab } from "./tab";

const ALL = Object.keys(LANGUAGES) as Language[];
const OTHERS = ALL.filter((one) => one !== "en");

const gaps = (message: string) =>
  pieces(message)
    .flatMap(({ gap }) => gap ?? [])
    .sort();

const forms = (message: string | object): string[] =>
  typeof message === "string" ? [message] : (Object.values(message) as string[]);

describe("the messages", () => {
  it.each(ALL)("are whole in %s: every key, every gap, every plural form", async (language) => {
    const { messages } = await load(language);
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, english] of Object.entries(en)) {
      const theirs = messages[key as keyof typeof en];
      expect(typeof theirs, key).toBe(typeof english);
      const wanted = gaps(typeof english === "string" ? english : english.other);
      for (const text of forms(theirs)) {
        expect(text.trim(), key).not.toBe("");
        // "one" and "two" may say the number as a word.
        const found = gaps(text).filter((gap) => gap !== "count");
        expect(found, key).toEqual(wanted.filter((gap) => gap !== "count"));
      }
      if (typeof theirs !== "string") expect(Object.keys(theirs).sort(), key).toEqual([...categories].sort());
    }
  });

  it.each(OTHERS)("are translated in %s, not copied", async (language) => {
    const { messages } = await load(language);
    const same = Object.entries(en).filter(
      ([key, english]) =>
        typeof english === "string" &&
        english.replace(/\{\w+\}/g, "").length > 20 &&
        messages[key as keyof typeof en] === english,
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});

describe("translate", () => {
  const t = translator("en", en);

  it("fills gaps and chooses the plural form", () => {
    expect(t("codes.left", { count: 1 })).toBe("1 recovery code left");
    expect(t("codes.left", { count: 1234 })).toBe("1,234 recovery codes left");
    expect(t("authenticators.remove.ask", { name: "{name}" })).toBe("Remove {name}?");
  });

  it("puts elements into sentences", () => {
    render(
      <LanguageProvider start={ENGLISH}>
        <p>
          <Words of="sessions.first" gaps={{ time: <b>today</b> }} />
        </p>
      </LanguageProvider>,
    );
    expect(screen.getByText("today").parentElement?.textContent).toBe("Signed in today");
  });
});

describe("every text", () => {
  it("is used somewhere: no dead words", () => {
    const sources = Object.entries(
      import.meta.glob<string>("../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
    ).filter(([path]) => !path.includes("/messages/"));
    const code = sources.map(([, text]) => text).join("\n");
    const made = [
      /^leaving\./,
      /^callback\.\w+\.(title|text)$/,
      /^acr\.mfa\./,
      /^landing\.(once|factor|control)\./,
    ]; // t(`leaving.${...}`)
    const dead = Object.keys(en).filter(
      (key) => !code.includes(`"${key}"`) && !made.some((pattern) => pattern.test(key)),
    );
    expect(dead).toEqual([]);
  });
});

describe("the language of the page", () => {
  it("is the person's own, from right to left where that is how it reads", async () => {
    const tab = new Tab();
    tab.op.api.changed = { locale: "ar" };
    await tab.signIn("/dashboard");
    await screen.findByRole("heading", { level: 1, name: "نظرة عامة" });
    expect(document.documentElement.dir).toBe("rtl");
    expect(document.documentElement.lang).toBe("ar");
  });

  it("is chosen by whoever is not signed in, and kept until their own is known", async () => {
    const tab = new Tab();
    await tab.open("/");
    await userEvent.click(screen.getByRole("button", { name: "Deutsch" }));
    await screen.findByRole("heading", { level: 1, name: "Ein Konto für alle Ihre Apps" });
    await tab.signIn("/dashboard");
    await screen.findByRole("heading", { level: 1, name: "Übersicht" });
  });

  it("stays that of the provider's pages for whoever has none of their own", async () => {
    const tab = new Tab();
    tab.op.configured = { language: "de" };
    tab.spoken = await load("de");
    await tab.signIn("/dashboard");
    await screen.findByText("Ada Lovelace");
    await screen.findByRole("heading", { level: 1, name: "Übersicht" });
  });

  it("is told to the provider", async () => {
    const tab = new Tab();
    tab.spoken = await load("de");
    await tab.open("/login");
    expect((await tab.request()).searchParams.get("ui_locales")).toBe("de");
  });
});

describe("the choice", () => {
  it.each([
    [[null, "en-GB"], "en"],
    [["xx", "en"], "en"],
    [["", undefined, "constructor"], "en"],
    [["pt", "de-AT", "en"], "de"],
    [["ar", "en"], "ar"],
    [[], "en"],
  ])("of %j is %s", (wanted, language) => expect(chooseLanguage(wanted)).toBe(language));
});
