/** New recovery codes, until the person has kept them; the server is told, so that the next sign-in does not ask again. */
import { useCodesSaved } from "../../api/authenticators";
import { useMe } from "../../api/me";
import { useT } from "../../language/LanguageProvider";
import { Page } from "../../ui/Page";
import { RecoveryCodes } from "../../ui/RecoveryCodes";

export function SaveCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useT();
  const me = useMe();
  const saved = useCodesSaved();
  return (
    <Page title={t("codes.save.title")} narrow>
      <RecoveryCodes
        codes={codes}
        account={me.data?.email ?? t("codes.yourAccount")}
        onKept={() => saved.mutate()}
        onSaved={() => saved.mutate(undefined, { onSettled: onDone })}
      />
    </Page>
  );
}
