/** Entry: boot first, render then, so that the callback runs once and outside React. */
import "./styles/tokens.css";
import "./styles/elements.css";
import "./styles/parts.css";
import "./styles/frame.css";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { appUrlFrom } from "./app-url";
import { boot } from "./boot";
import { LanguageProvider } from "./language/LanguageProvider";
import { languageAtStart, load } from "./language/language";
import { Unavailable } from "./ui/Unavailable";

const appUrl = appUrlFrom(import.meta.url);
const root = createRoot(document.getElementById("root") as HTMLElement);

async function start(): Promise<void> {
  const show = async (page: ReactNode, language = languageAtStart()) => {
    const spoken = await load(language);
    root.render(
      <StrictMode>
        <LanguageProvider start={spoken}>{page}</LanguageProvider>
      </StrictMode>,
    );
  };
  try {
    const auth = await boot(appUrl);
    await show(<App auth={auth} appUrl={appUrl} />, languageAtStart(auth.config.language));
  } catch (error) {
    await show(<Unavailable error={error} onRetry={() => void start()} />);
  }
}

// Back from the provider may revive this page as it was when it left: begin anew instead.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

void start();
