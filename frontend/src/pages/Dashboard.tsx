/** `/dashboard`: who I am, how I signed in, and what deserves a look. */
import { Link } from "react-router-dom";
import { type Me, useMe } from "../api/me";
import { useSessions } from "../api/sessions";
import { useT } from "../language/LanguageProvider";
import { Answer } from "../ui/Answer";
import { Card } from "../ui/Card";
import { Page } from "../ui/Page";
import { Leaving } from "./data/Leaving";
import { SecondFactorStatus } from "./SecondFactorStatus";
import { SignInFacts } from "./SignInFacts";
import { CodeUsed } from "./security/CodeUsed";

export function Dashboard() {
  const t = useT();
  const deletion_at = useMe().data?.deletion_at;
  return (
    <Page title={t("overview.title")}>
      {deletion_at && <Leaving on={deletion_at} />}
      <Card title={t("overview.you")}>
        <Answer query={useMe()}>{(me) => <Person me={me} />}</Answer>
      </Card>
      <Card title={t("overview.security")}>
        <Answer query={useMe()}>
          {({ factors }) => (
            <>
              <SecondFactorStatus factors={factors} />
              <CodeUsed factors={factors} />
              <div className="actions">
                {factors.totp || (
                  <Link className="button" id="mfa-setup" to="/mfa-setup">
                    {t("factor.add")}
                  </Link>
                )}
                <Link className="button quiet" to="/security">
                  {t("overview.toSecurity")}
                </Link>
              </div>
            </>
          )}
        </Answer>
      </Card>
      <Card title={t("overview.browsers")}>
        <Answer query={useSessions()}>
          {(sessions) => <p>{t("overview.browsersCount", { count: sessions.length })}</p>}
        </Answer>
        <div className="actions">
          <Link className="button quiet" to="/sessions">
            {t("overview.toBrowsers")}
          </Link>
        </div>
      </Card>
      <Card title={t("overview.thisSignIn")}>
        <SignInFacts />
      </Card>
    </Page>
  );
}

function Person({ me }: { me: Me }) {
  const t = useT();
  return (
    <dl className="facts">
      <dt>{t("overview.name")}</dt>
      <dd id="name">{me.name || t("overview.noName")}</dd>
      <dt>{t("overview.email")}</dt>
      <dd>
        <span id="email">{me.email}</span>
        {me.email_verified && <span className="badge">{t("overview.verified")}</span>}
      </dd>
      {(me.is_admin || me.is_helpdesk) && (
        <>
          <dt>{t("overview.role")}</dt>
          <dd>{t(me.is_admin ? "overview.administrator" : "overview.helpdesk")}</dd>
        </>
      )}
    </dl>
  );
}
