/** A password that can be looked at, so that one field is enough. */
import { type ComponentProps, useState } from "react";
import { useT } from "../language/LanguageProvider";
import { Field } from "./Form";

export function PasswordField(props: Omit<ComponentProps<typeof Field>, "type">) {
  const t = useT();
  const [shown, setShown] = useState(false);
  return (
    <div className="password">
      <Field {...props} type={shown ? "text" : "password"} autoCapitalize="off" spellCheck={false} />
      <label className="check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        {t("password.show")}
      </label>
    </div>
  );
}
