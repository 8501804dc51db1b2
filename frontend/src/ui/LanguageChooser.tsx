/** The language, for whoever is not signed in: who is has it in the profile. Each by its own name. */
import { useT, useVoice } from "../language/LanguageProvider";
import { LANGUAGES, type Language } from "../language/language";

export function LanguageChooser() {
  const t = useT();
  const { language, speak } = useVoice();
  return (
    <footer className="site">
      <ul aria-label={t("profile.language")}>
        {Object.entries(LANGUAGES).map(([code, { name }]) => (
          <li key={code}>
            <button
              type="button"
              className="link"
              id={`language-${code}`}
              lang={code}
              aria-pressed={code === language}
              onClick={() => void speak(code as Language)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </footer>
  );
}
