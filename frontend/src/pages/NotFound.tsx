/** Any address that is no page of ours. */
import { Link } from "react-router-dom";
import { useT } from "../language/LanguageProvider";
import { Page } from "../ui/Page";

export function NotFound() {
  const t = useT();
  return (
    <Page title={t("notFound.title")} lead={t("notFound.text")} narrow>
      <div className="actions">
        <Link className="button" to="/">
          {t("toStart")}
        </Link>
      </div>
    </Page>
  );
}
