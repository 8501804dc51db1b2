/** Messages that are announced when they appear. */
import type { ReactNode } from "react";
import { describe } from "../api/problem";
import { useT } from "../language/LanguageProvider";

/** A result; the region exists from the start, so that its change is announced. */
export function Status({ children }: { children: ReactNode }) {
  return <div role="status">{children && <p className="notice ok">{children}</p>}</div>;
}

/** A failure in words, with one way on. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT();
  return (
    <div role="alert">
      <p className="notice bad">{describe(error, t)}</p>
      {onRetry && (
        <button type="button" className="quiet small" onClick={onRetry}>
          {t("app.tryAgain")}
        </button>
      )}
    </div>
  );
}
