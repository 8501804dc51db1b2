/** A change of the sign-in is made: what it means, and the way back. */
import { Link } from "react-router-dom";
import { useT } from "../../language/LanguageProvider";
import { Page } from "../../ui/Page";

export function Done({ title, text }: { title: string; text: string }) {
  const t = useT();
  return (
    <Page title={title} lead={text} narrow>
      <div className="actions">
        <Link className="button" to="/security" replace>
          {t("enrol.toSecurity")}
        </Link>
      </div>
    </Page>
  );
}
