/** A change of the sign-in is made: what it means, and the way back. */
import { Link, type To } from "react-router-dom";
import { useT } from "../../language/LanguageProvider";
import { Page } from "../../ui/Page";

interface Props {
  title: string;
  text: string;
  /** What had better be done now. */
  next?: { to: To; state: unknown; name: string };
}

export function Done({ title, text, next }: Props) {
  const t = useT();
  return (
    <Page title={title} lead={text} narrow>
      <div className="actions">
        {next && (
          <Link className="button" id="next" to={next.to} state={next.state}>
            {next.name}
          </Link>
        )}
        <Link className={next ? "button quiet" : "button"} to="/security" replace>
          {t("enrol.toSecurity")}
        </Link>
      </div>
    </Page>
  );
}
