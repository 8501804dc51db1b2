/** Entry: boot first, render then, so that the callback runs once and outside React. */
import "@picocss/pico/css/pico.min.css";
import "./tokens.css";
import "./app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { appUrlFrom } from "./app-url";
import { boot } from "./boot";
import { Unavailable } from "./ui/Unavailable";

const appUrl = appUrlFrom(import.meta.url);
const root = createRoot(document.getElementById("root") as HTMLElement);

async function start(): Promise<void> {
  try {
    const auth = await boot(appUrl);
    root.render(
      <StrictMode>
        <App auth={auth} appUrl={appUrl} />
      </StrictMode>,
    );
  } catch (error) {
    root.render(<Unavailable error={error} onRetry={() => void start()} />);
  }
}

// Back from the provider may revive this page as it was when it left: begin anew instead.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

void start();
