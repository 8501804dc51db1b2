/** Shown for the moment between our page and the provider's. */
import type { AuthState } from "../auth/auth";
import { useT } from "../language/LanguageProvider";
import { Page } from "../ui/Page";

export function Leaving({ leaving }: { leaving: NonNullable<AuthState["leaving"]> }) {
  const t = useT();
  return (
    <Page title={t(`leaving.${leaving}`)} narrow>
      <p role="status" className="waiting">
        {t("app.moment")}
      </p>
    </Page>
  );
}
