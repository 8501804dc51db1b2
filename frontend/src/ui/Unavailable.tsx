/** Shown when the app cannot start or a page broke: what happened, and one button. */
import { InsecureBrowser } from "../boot";
import { ConfigError } from "../config";
import { Page } from "./Page";

function words(error: unknown): { title: string; text: string } {
  if (error instanceof ConfigError) {
    return {
      title: "This app is not set up yet",
      text: `Whoever runs it has to mend config.json: ${error.message}.`,
    };
  }
  if (error instanceof InsecureBrowser) {
    return {
      title: "This browser cannot sign in here",
      text: "Open this page over https, or use a newer browser.",
    };
  }
  if (error instanceof TypeError || !navigator.onLine) {
    return {
      title: "We could not reach the sign-in service",
      text: "Check your connection, then try again. Nothing was lost.",
    };
  }
  return {
    title: "Something went wrong",
    text: "Try again. If it happens again, come back in a few minutes.",
  };
}

export function Unavailable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { title, text } = words(error);
  return (
    <Page title={title} error narrow>
      <p className="lead">{text}</p>
      <div className="actions">
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    </Page>
  );
}
