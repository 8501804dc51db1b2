/** `/profile`: what people say about themselves, and the language they want to be spoken to. */
import { useState } from "react";
import { useUnfinished } from "../api/action";
import { type Me, type ProfileChange, useMe, useUpdateProfile } from "../api/me";
import { fieldError } from "../api/problem";
import { useT } from "../language/LanguageProvider";
import { LANGUAGES } from "../language/language";
import type { PlainKey } from "../messages/catalogue";
import { Answer } from "../ui/Answer";
import { Card } from "../ui/Card";
import { Field, Form, type Typed } from "../ui/Form";
import { Status } from "../ui/Notice";
import { Page } from "../ui/Page";

/** The claims of OpenID Connect Core §5.1 that a person may set; each with its word for autofill. */
const ABOUT = [
  { name: "given_name", label: "profile.given_name", fill: "given-name" },
  { name: "family_name", label: "profile.family_name", fill: "family-name" },
  { name: "nickname", label: "profile.nickname", fill: "nickname" },
  { name: "website", label: "profile.website", fill: "url" },
  { name: "birthdate", label: "profile.birthdate", fill: "bday", hint: "profile.birthdate.hint" },
  { name: "phone_number", label: "profile.phone_number", fill: "tel", hint: "profile.phone_number.hint" },
] as const;
const ADDRESS = [
  { name: "street_address", label: "profile.street_address", fill: "street-address" },
  { name: "postal_code", label: "profile.postal_code", fill: "postal-code" },
  { name: "locality", label: "profile.locality", fill: "address-level2" },
  { name: "region", label: "profile.region", fill: "address-level1" },
  { name: "country", label: "profile.country", fill: "country-name" },
] as const;
const FIELDS = [
  "name",
  "preferred_username",
  "locale",
  ...ABOUT.map(({ name }) => name as string),
  ...ADDRESS.map(({ name }) => `address.${name}`),
];

export function Profile() {
  const t = useT();
  const update = useUpdateProfile();
  useUnfinished<ProfileChange>("profile.update", update.mutate);
  const refused = FIELDS.some((field) => fieldError(update.error, field, t) !== null);
  return (
    <Page title={t("profile.title")} lead={t("profile.lead")} error={refused}>
      <Answer query={useMe()}>{(me) => <ProfileForm me={me} update={update} />}</Answer>
    </Page>
  );
}

function ProfileForm({ me, update }: { me: Me; update: ReturnType<typeof useUpdateProfile> }) {
  const t = useT();
  const { error, isPending, isSuccess } = update;
  const [touched, setTouched] = useState(false);
  const text = (name: string, label: PlainKey, fill: string, value?: string | null, hint?: PlainKey) => (
    <Field
      key={name}
      name={name}
      label={t(label)}
      hint={hint && t(hint)}
      autoComplete={fill}
      defaultValue={value ?? ""}
      error={fieldError(error, name, t)}
    />
  );
  return (
    <div onChange={() => setTouched(true)}>
      <Form
        error={error}
        fields={FIELDS}
        busy={isPending}
        onSubmit={(typed) => {
          setTouched(false);
          update.mutate(changes(typed));
        }}
      >
        <Card title={t("profile.you")}>
          {text("name", "profile.name", "name", me.name)}
          {text(
            "preferred_username",
            "profile.preferred_username",
            "nickname",
            me.claims.preferred_username,
            "profile.preferred_username.hint",
          )}
          <Language locale={me.locale} />
        </Card>
        <Card title={t("profile.more")}>
          <p className="muted">{t("profile.more.text")}</p>
          <div className="pairs">
            {ABOUT.map(({ name, label, fill, ...more }) =>
              text(name, label, fill, me.claims[name], "hint" in more ? more.hint : undefined),
            )}
          </div>
        </Card>
        <Card title={t("profile.address")}>
          <div className="pairs">
            {ADDRESS.map(({ name, label, fill }) =>
              text(`address.${name}`, label, fill, me.claims.address?.[name]),
            )}
          </div>
        </Card>
        <Status>{isSuccess && !touched && t("profile.saved")}</Status>
        <div className="actions">
          <button type="submit" id="save" aria-disabled={isPending}>
            {t("profile.save")}
          </button>
        </div>
      </Form>
    </div>
  );
}

function Language({ locale }: { locale: string }) {
  const t = useT();
  const known = Object.entries(LANGUAGES);
  const other = locale !== "" && !known.some(([code]) => code === locale);
  return (
    <div className="field">
      <label htmlFor="id_locale">{t("profile.language")}</label>
      <p id="id_locale_hint" className="hint">
        {t("profile.language.hint")}
      </p>
      <select id="id_locale" name="locale" defaultValue={locale} aria-describedby="id_locale_hint">
        <option value="">{t("profile.language.browser")}</option>
        {other && <option value={locale}>{locale}</option>}
        {known.map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The whole form as one change; an empty field takes its claim away, but for the username, which everybody has. */
function changes(typed: Typed): ProfileChange {
  const text = (name: string) => typed(name).trim() || null;
  const pick = <Name extends string>(names: readonly { name: Name }[], prefix = "") =>
    Object.fromEntries(names.map(({ name }) => [name, text(prefix + name)])) as Record<Name, string | null>;
  const address = pick(ADDRESS, "address.");
  const isEmpty = Object.values(address).every((part) => part === null);
  return {
    name: text("name") ?? "",
    locale: text("locale") ?? "",
    claims: {
      ...pick(ABOUT),
      preferred_username: text("preferred_username") ?? "",
      address: isEmpty ? null : address,
    },
  };
}
