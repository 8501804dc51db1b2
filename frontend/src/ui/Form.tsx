/** Forms: one label, hint and message per field; what was refused is named, and focus goes there. */
import { type ComponentProps, type ReactNode, type SyntheticEvent, useEffect, useRef } from "react";
import { fieldError } from "../api/problem";
import { useT } from "../language/LanguageProvider";
import { Failure } from "./Notice";

/** What stands in a field when the form is sent. */
export type Typed = (name: string) => string;

interface FormProps {
  /** Why the last try was refused, if it was. */
  error: unknown;
  /** The fields that show their own message; a refusal of anything else is shown above them. */
  fields: readonly string[];
  busy: boolean;
  onSubmit: (typed: Typed) => void;
  children: ReactNode;
}

export function Form({ error, fields, busy, onSubmit, children }: FormProps) {
  const t = useT();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy || !form.current) return; // a double click must not spend a second attempt
    const values = new FormData(form.current);
    onSubmit((name) => {
      const value = values.get(name);
      return typeof value === "string" ? value : "";
    });
  };
  const named = fields.some((field) => fieldError(error, field, t) !== null);
  return (
    <form ref={form} onSubmit={submit} noValidate>
      {error !== null && !named && <Failure error={error} />}
      {children}
    </form>
  );
}

interface FieldProps extends ComponentProps<"input"> {
  name: string;
  label: string;
  hint?: string | undefined;
  error: string | null;
}

export function Field({ name, label, hint, error, ...input }: FieldProps) {
  const id = `id_${name.replace(".", "_")}`;
  const described = [hint && `${id}_hint`, error && `${id}_error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}_hint`} className="hint">
          {hint}
        </p>
      )}
      {error && (
        <span id={`${id}_error`} className="error">
          {error}
        </span>
      )}
      <input
        id={id}
        name={name}
        {...input}
        {...(described && { "aria-describedby": described })}
        {...(error && { "aria-invalid": true })}
      />
    </div>
  );
}

/** Six digits from an app or a mailbox. No maxLength: it would cut a pasted "123 456"; the server forgives spaces and dashes. */
export function CodeField(props: Omit<FieldProps, "name">) {
  return (
    <Field
      name="code"
      className="code"
      type="text"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      {...props}
    />
  );
}
