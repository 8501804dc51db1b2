/** Header, the pages of the account, and the current page. */
import { useEffect, useState } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router-dom";
import { useMe } from "../api/me";
import { useT, useVoice } from "../language/LanguageProvider";
import { chooseLanguage, languageAtStart } from "../language/language";
import type { PlainKey } from "../messages/catalogue";
import { useAuthState, useServices } from "../services";
import { type Drawing, Icon } from "./Icon";
import { LanguageChooser } from "./LanguageChooser";
import logo from "./logo.svg";

const PAGES: { to: string; name: PlainKey; icon: Drawing }[] = [
  { to: "/dashboard", name: "nav.overview", icon: "overview" },
  { to: "/profile", name: "nav.profile", icon: "profile" },
  { to: "/security", name: "nav.security", icon: "security" },
  { to: "/sessions", name: "nav.sessions", icon: "sessions" },
  { to: "/activity", name: "nav.activity", icon: "activity" },
  { to: "/apps", name: "nav.apps", icon: "apps" },
  { to: "/data", name: "nav.data", icon: "data" },
];

export function Layout() {
  const t = useT();
  const { claims } = useAuthState();
  useOwnLanguage();
  return (
    <>
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <header className="site">
        <Link className="brand" to="/">
          <img src={logo} alt="" />
          Gatehouse
        </Link>
        <nav aria-label={t("nav.main")}>
          <Link to={claims ? "/logout" : "/login"}>{t(claims ? "nav.signOut" : "nav.signIn")}</Link>
        </nav>
      </header>
      <div className={claims ? "console" : "single"}>
        {claims && <AccountPages />}
        <Outlet />
      </div>
      {!claims && <LanguageChooser />}
    </>
  );
}

/** The person's own language, once it is known; without one, what the page began with. */
function useOwnLanguage(): void {
  const { language, speak } = useVoice();
  const { auth } = useServices();
  const { data } = useMe();
  const wanted = data ? chooseLanguage([data.locale, languageAtStart(auth.config.language)]) : language;
  useEffect(() => {
    if (wanted !== language) void speak(wanted);
  }, [wanted, language, speak]);
}

/** On a phone the list hides behind its button; going somewhere closes it. */
function AccountPages() {
  const t = useT();
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState("");
  const open = openAt === pathname;
  return (
    <nav className="pages" aria-label={t("nav.label")}>
      <button
        type="button"
        className="quiet"
        aria-expanded={open}
        aria-controls="pages"
        onClick={() => setOpenAt(open ? "" : pathname)}
      >
        {t("nav.menu")}
      </button>
      <ul id="pages" data-open={open}>
        {PAGES.map(({ to, name, icon }) => (
          <li key={to}>
            <NavLink to={to}>
              <Icon of={icon} />
              {t(name)}
            </NavLink>
          </li>
        ))}
        <Administration />
      </ul>
    </nav>
  );
}

/** The provider's own pages, for those who may enter them. */
function Administration() {
  const t = useT();
  const { auth } = useServices();
  const { data } = useMe();
  if (!data?.is_admin && !data?.is_helpdesk) return null;
  return (
    <li>
      <a href={`${auth.config.issuer}/manage/`}>
        <Icon of="administration" />
        {t("nav.administration")}
      </a>
    </li>
  );
}
