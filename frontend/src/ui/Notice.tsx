/** Messages that are announced when they appear. */
import type { ReactNode } from "react";
import { describe } from "../api/problem";

/** A result; the region exists from the start, so that its change is announced. */
export function Status({ children }: { children: ReactNode }) {
  return (
    <div role="status">
      {children && (
        <div className="notice good">
          <p>{children}</p>
        </div>
      )}
    </div>
  );
}

/** A failure in words, with one way on. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div role="alert">
      <div className="notice bad">
        <p>{describe(error)}</p>
      </div>
      {onRetry && (
        <button type="button" className="quiet small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
