/** Messages that are announced when they appear. */
import { type ReactNode, useEffect, useRef } from "react";
import { describe } from "../api/problem";
import { useT } from "../language/LanguageProvider";

/**
 * A result; the region exists from the start, so that its change is announced. When what had focus is gone - the row that
 * was removed, the button that is switched off - focus comes here instead of falling back to the top of the page.
 */
export function Status({ children }: { children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (children && (activeElement === document.body || activeElement?.matches(":disabled")))
      region.current?.focus();
  }, [children]);
  return (
    <div role="status" ref={region} tabIndex={-1}>
      {children && <p className="notice ok">{children}</p>}
    </div>
  );
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
